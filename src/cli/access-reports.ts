import { createHash } from 'node:crypto';
import {
  type CompiledSchema,
  createMatrix,
  diffAccess,
  diffText,
  explain,
  explainText,
  exportForRouter,
  matrixHtml,
  matrixMarkdown,
  pageBase,
  viewerOfToken,
} from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { parseSdl } from '../server/sdl.js';
import { SCHEMA } from './default-schema.js';
import { routerDirectives } from './federation-sdl.js';
import { type OperationOptions, readOperation } from './read-operation.js';
import { readSchema } from './read-schema.js';
import { readToken, type TokenOptions } from './read-token.js';
import { readSources } from './sdl-source.js';

interface SchemaOptions {
  readonly schema: string;
  readonly roleEnum?: string;
}

/** What the command line says of the matrix. */
interface MatrixOptions extends SchemaOptions {
  readonly format: 'md' | 'json' | 'html';
  readonly base?: string;
  readonly lines: boolean;
}

export async function showMatrix(options: MatrixOptions): Promise<void> {
  const { schema: place, format, base, lines } = options;
  if (base !== undefined && format !== 'html')
    throw new StartupError(['--base is for --format html. See access diff.']);
  if (!lines && format !== 'md') throw new StartupError(['--no-lines is for --format md.']);
  const compiled = await readOwn(options);
  const before = base === undefined ? undefined : await readSchema(base, placeOf(options));
  const matrix = createMatrix(compiled);
  const write = {
    md: () => matrixMarkdown(matrix, { lines }),
    json: () => json(matrix),
    html: () => matrixHtml(matrix, { place, base: before && pageBase(base ?? '', before, compiled), sha256 }),
  };
  process.stdout.write(write[format]());
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

export async function showDiff(
  before: string,
  after: string,
  options: SchemaOptions & { format: string },
): Promise<void> {
  const diff = diffAccess(await readSchema(before, placeOf(options)), await readSchema(after, placeOf(options)));
  process.stdout.write(options.format === 'json' ? json(diff) : diffText(diff));
  if (diff.opened.length > 0) process.exitCode = 1;
}

interface ExplainOptions extends SchemaOptions, OperationOptions, TokenOptions {}

export async function showExplanation(options: ExplainOptions): Promise<void> {
  const compiled = await readOwn(options);
  const { roles } = compiled.table;
  const viewer = viewerOfToken(readToken(options, roles));
  const explanation = explain(compiled, { ...(await readOperation(compiled.schema, options)), viewer });
  if (explanation === 'too large')
    throw new StartupError(['The operation is larger than the server would run. Explain a part of it.']);
  process.stdout.write(explainText(explanation, viewer, roles));
}

export async function showExport(options: SchemaOptions): Promise<void> {
  const document = parseSdl(await readSources(options.schema, SCHEMA));
  const names = routerDirectives(document, options.schema);
  const { sdl, left } = exportForRouter(await readOwn(options), document, names);
  process.stdout.write(`${sdl}\n`);
  if (left.length === 0) return;
  process.stderr.write([`The subgraph alone enforces these:`, ...left].join('\n  ').concat('\n'));
}

/** The schema of --schema itself: of a git revision alone, the folder that it is by default. */
function readOwn({ schema, roleEnum }: SchemaOptions): Promise<CompiledSchema> {
  return readSchema(schema, { path: SCHEMA, roleEnum });
}

/** For another schema, what a git revision alone is for. */
function placeOf({ schema, roleEnum }: SchemaOptions): Parameters<typeof readSchema>[1] {
  return { path: schema, roleEnum };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
