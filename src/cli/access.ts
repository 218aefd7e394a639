import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { type Command, Option } from 'commander';
import {
  createMatrix,
  diffAccess,
  diffText,
  explain,
  explainText,
  matrixHtml,
  matrixMarkdown,
  pageBase,
  viewerOfToken,
} from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { type OperationOptions, readOperation } from './read-operation.js';
import { readSchema } from './read-schema.js';
import { readToken, type TokenOptions } from './read-token.js';

const HELP = `
A schema is a file, a folder with *.graphql and *.gql, or a git revision: main, HEAD~1, main:path.
It needs no resolvers, no configuration and no database. A mistake in it, or in the command, exits with 2.`;

const EXPLAIN_HELP = `
Without --role and --claims nobody is signed in. What is not said, the token does not have; but without sub it is
somebody's, who may own an object.

Example: echo '{ me { email } }' | portcullis access explain --query - --role USER`;

/** Reports on the rules of a schema: they read SDL and nothing else. */
export function addAccessCommand(program: Command): void {
  const access = program
    .command('access')
    .description('Who may ask what, by the @auth directives of a schema.')
    .addHelpText('after', HELP)
    // 1 would say that something opened.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

  withSchema(access.command('matrix'))
    .description('Every field and every role: who is allowed, who is refused, and by which line.')
    .addOption(new Option('--format <format>').choices(['md', 'json', 'html']).default('md'))
    .option('--base <place>', 'another schema; the page shows what opened since (html)')
    .option('--no-lines', 'without file and line, for a file that is committed (md)')
    .action(reporting(showMatrix));
  withSchema(access.command('diff <old> <new>'))
    .description('What opened from one schema to the other. Exits with 1 if anything did, else with 0.')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .addHelpText('after', '\nExample: portcullis access diff main schema')
    .action(reporting(showDiff));
  withSchema(access.command('explain'))
    .description('What each path of an operation answers to somebody: allowed, refused or open, and by which line.')
    .requiredOption('--query <file>', 'the document; - for standard input')
    .option('--operation <name>', 'which operation of the document')
    .option('--variables <json>', 'the variables')
    .option(
      '--role <role>',
      'a role of the token; may be given several times',
      (role, all: string[]) => [...all, role],
      [],
    )
    .option('--claims <json>', 'the payload of the token: sub, scope, roles and custom claims')
    .addHelpText('after', EXPLAIN_HELP)
    .action(reporting(showExplanation));
}

interface SchemaOptions {
  readonly schema: string;
  readonly roleEnum?: string;
}

function withSchema(command: Command): Command {
  return command
    .option('--schema <place>', 'file, folder or git revision; what a git revision without a path is for', 'schema')
    .option('--role-enum <name>', 'the enum of roles, where the SDL does not define @auth itself (default: Role)');
}

interface MatrixOptions extends SchemaOptions {
  readonly format: 'md' | 'json' | 'html';
  readonly base?: string;
  readonly lines: boolean;
}

async function showMatrix(options: MatrixOptions): Promise<void> {
  const { schema: place, format, base, lines } = options;
  if (base !== undefined && format !== 'html')
    throw new StartupError(['--base is for --format html. See access diff.']);
  if (!lines && format !== 'md') throw new StartupError(['--no-lines is for --format md.']);
  const compiled = await readSchema(place, placeOf(options));
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

async function showDiff(before: string, after: string, options: SchemaOptions & { format: string }): Promise<void> {
  const diff = diffAccess(await readSchema(before, placeOf(options)), await readSchema(after, placeOf(options)));
  process.stdout.write(options.format === 'json' ? json(diff) : diffText(diff));
  if (diff.opened.length > 0) process.exitCode = 1;
}

interface ExplainOptions extends SchemaOptions, OperationOptions, TokenOptions {}

async function showExplanation(options: ExplainOptions): Promise<void> {
  const compiled = await readSchema(options.schema, placeOf(options));
  const { roles } = compiled.table;
  const viewer = viewerOfToken(readToken(options, roles));
  const explanation = explain(compiled, { ...(await readOperation(compiled.schema, options)), viewer });
  if (explanation === 'too large')
    throw new StartupError(['The operation is larger than the server would run. Explain a part of it.']);
  process.stdout.write(explainText(explanation, viewer, roles));
}

function placeOf({ schema, roleEnum }: SchemaOptions): Parameters<typeof readSchema>[1] {
  return { path: schema, roleEnum };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Whatever goes wrong exits with 2. */
function reporting<Arguments extends readonly unknown[]>(
  action: (...args: Arguments) => Promise<void>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      process.stderr.write(`${error instanceof StartupError ? error.message : inspect(error)}\n`);
      process.exitCode = 2;
    }
  };
}
