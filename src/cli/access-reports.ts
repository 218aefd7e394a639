import { createHash } from 'node:crypto';
import {
  type AccessMatrix,
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
import { SCHEMA } from './default-schema.js';
import { routerDirectives } from './federation-sdl.js';
import { readLinkTemplate } from './link-template.js';
import { findOwnSchema, type OwnSchema, type SchemaOptions } from './own-schema.js';
import { type OperationOptions, readOperation } from './read-operation.js';
import { readDocument, readSchema } from './read-schema.js';
import { readToken, type TokenOptions } from './read-token.js';
import { createSourceLinks } from './source-links.js';

/** What the command line says of the matrix. */
interface MatrixOptions extends SchemaOptions {
  readonly format: 'md' | 'json' | 'html';
  readonly base?: string;
  readonly link?: string;
  readonly lines: boolean;
}

export async function showMatrix(options: MatrixOptions): Promise<void> {
  const { format, base, link, lines } = options;
  if (base !== undefined && format !== 'html')
    throw new StartupError(['--base is for --format html. See access diff.']);
  if (link !== undefined && format !== 'html') throw new StartupError(['--link is for --format html.']);
  if (!lines && format !== 'md') throw new StartupError(['--no-lines is for --format md.']);
  const schema = await findOwnSchema(options);
  const compiled = await schema.compile();
  const matrix = createMatrix(compiled);
  const write = {
    md: () => matrixMarkdown(matrix, { lines }),
    json: () => json(matrix),
    html: () => pageOf(schema, { ...options, compiled, matrix }),
  };
  process.stdout.write(await write[format]());
}

interface PageSource extends MatrixOptions {
  readonly compiled: CompiledSchema;
  readonly matrix: AccessMatrix;
}

async function pageOf({ name: place, compileOther }: OwnSchema, options: PageSource): Promise<string> {
  const { compiled, matrix, base: basePlace, link, schema = [], config, roleEnum } = options;
  if (link !== undefined) readLinkTemplate(link);
  const before = basePlace === undefined ? undefined : await compileOther(basePlace);
  const base = before && pageBase(basePlace ?? '', before, compiled);
  const matrices = [base?.matrix ?? matrix, ...(before ? [createMatrix(before)] : [])];
  const linkOf = link === undefined ? undefined : await createSourceLinks(link, matrices, [...schema, basePlace ?? '']);
  const own = [
    ...schema.flatMap((each) => ['--schema', each]),
    ...(roleEnum === undefined ? [] : ['--role-enum', roleEnum]),
    ...(config === undefined ? [] : ['--config', config]),
  ];
  const command = ['portcullis access explain', ...own.map(quoted)];
  return matrixHtml(matrix, { place, base, sha256, linkOf, tryOut: { command: command.join(' ') } });
}

/** For a shell, in which a plain word needs no quotes. */
function quoted(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

export async function showDiff(
  before: string,
  after: string | undefined,
  options: SchemaOptions & { format: string },
): Promise<void> {
  const { compile, compileOther } = await findOwnSchema(options);
  const diff = diffAccess(await compileOther(before), await (after === undefined ? compile() : compileOther(after)));
  process.stdout.write(options.format === 'json' ? json(diff) : diffText(diff));
  if (diff.opened.length > 0) process.exitCode = 1;
}

interface ExplainOptions extends SchemaOptions, OperationOptions, TokenOptions {}

export async function showExplanation(options: ExplainOptions): Promise<void> {
  const { compile } = await findOwnSchema(options);
  const compiled = await compile();
  const { roles } = compiled.table;
  const viewer = viewerOfToken(readToken(options, roles), compiled.table);
  const explanation = explain(compiled, { ...(await readOperation(compiled.schema, options)), viewer });
  if (explanation === 'too large')
    throw new StartupError(['The operation is larger than the server would accept. Explain a part of it.']);
  process.stdout.write(explainText(explanation, viewer, roles));
}

export async function showExport({ schema = [SCHEMA], roleEnum }: Omit<SchemaOptions, 'config'>): Promise<void> {
  const document = await readDocument(schema, [SCHEMA]);
  const names = routerDirectives(document, schema.join(', '));
  const { sdl, left } = exportForRouter(await readSchema(schema, { paths: [SCHEMA], roleEnum }), document, names);
  process.stdout.write(`${sdl}\n`);
  if (left.length === 0) return;
  process.stderr.write([`Only the subgraph itself enforces these:`, ...left].join('\n  ').concat('\n'));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
