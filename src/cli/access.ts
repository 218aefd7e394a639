import { inspect } from 'node:util';
import { type Command, Option } from 'commander';
import { StartupError } from '../errors.js';
import { SCHEMA } from './default-schema.js';
import { withProject } from './project-option.js';
import type { TestOptions } from './test-rules.js';
import { examples, withExamples } from './with-examples.js';

// Loaded when one is asked for: a mistake in the command, or a look at the help, costs nothing of it.
const reports = () => import('./access-reports.js');
type Reports = Awaited<ReturnType<typeof reports>>;

const HELP = `
A schema is a file, a folder with *.graphql and *.gql files, or a git revision: main, HEAD~1, main:path. It needs no
resolvers. The default is the schema of the server in portcullis.config.ts or .js, including the SDL of Portcullis, or,
without such a file, the folder ${SCHEMA}. No variable has to be set, and no database is opened.
A mistake in the schema or in the command exits with 2.`;

const DIFF_HELP = `
A git revision without a path means the same schema at that revision.`;

const EXPLAIN_HELP = `
Without --role and --claims, nobody is signed in. The token has only the claims that you give it, with two exceptions:
without sub, it has some subject, who may own an object; without scope and iss, it has the scopes that its roles grant,
as a token of Portcullis does.`;

const EXPORT_HELP = `
The SDL goes to standard output. Rules that it cannot express go to standard error: only the subgraph enforces those.`;

const TEST_HELP = `
FILES are files, or folders with *.access files; by default all *.access files below this folder. Values are made up or
given by the file; a file with "server" runs on the server of portcullis.config.ts or .js, with its own database.
Exits with 1 if a test fails or, with --coverage, if a rule is not covered; with 2 for a mistake in a file.`;

/** Reports on the rules of a schema, and tests of them. */
export function addAccessCommand(program: Command): void {
  const access = program
    .command('access')
    .description('Who may use what, according to the @auth directives of a schema.')
    .addHelpText('after', HELP);

  withExamples(
    withSchema(access.command('matrix')),
    'portcullis access matrix',
    'portcullis access matrix --format html --base main > access.html',
  )
    .description('Every field and every role: who is allowed, who is refused, and which line decides.')
    .addOption(
      new Option('--format <format>', 'Markdown, JSON, or a self-contained page')
        .choices(['md', 'json', 'html'])
        .default('md'),
    )
    .option('--base <place>', 'an older schema: the page shows what has opened since (html)')
    .option('--link <template>', 'a link to the source of a line: https://…/{revision}/{file}#L{line} (html)')
    .option('--no-lines', 'omit files and lines, for a matrix that is committed (md)')
    .action(reporting(async (...args: Parameters<Reports['showMatrix']>) => (await reports()).showMatrix(...args)));
  withSchema(access.command('diff <old> [new]'))
    .description(
      'What has opened since the old schema, in the new one or in your own. Exits with 1 if anything has, otherwise with 0.',
    )
    .addOption(new Option('--format <format>', 'for people or for programs').choices(['text', 'json']).default('text'))
    .addHelpText('after', DIFF_HELP)
    .addHelpText('after', examples('portcullis access diff main', 'portcullis access diff old.graphql new.graphql'))
    .action(reporting(async (...args: Parameters<Reports['showDiff']>) => (await reports()).showDiff(...args)));
  withSdl(access.command('export'))
    .description('The SDL of a subgraph, with the rules that a router can enforce too.')
    .requiredOption('--router', '@authenticated and @requiresScopes, where they mean exactly the same')
    .addHelpText('after', EXPORT_HELP)
    .addHelpText('after', examples('portcullis access export --router --schema schema > subgraph.graphql'))
    .action(reporting(async (...args: Parameters<Reports['showExport']>) => (await reports()).showExport(...args)));
  withSchema(access.command('explain'))
    .description(
      'What a viewer would get at each path of an operation: allowed, refused or depending on the data, and which line decides.',
    )
    .requiredOption('--query <file>', 'the document; - for standard input')
    .option('--operation <name>', 'the operation to explain, if the document has several')
    .option('--variables <json>', 'the variables')
    .option('--role <role>', 'a role of the token; may be given several times', collect)
    .option('--claims <json>', 'the payload of the token: sub, scope, roles and custom claims')
    .addHelpText('after', EXPLAIN_HELP)
    .addHelpText('after', examples("echo '{ me { email } }' | portcullis access explain --query - --role USER"))
    .action(
      reporting(async (...args: Parameters<Reports['showExplanation']>) => (await reports()).showExplanation(...args)),
    );
  withSchema(access.command('test [files...]'))
    .description('Run tests of the rules, written as: viewer operation -> answer.')
    .option('--coverage', 'show which rules are never allowed or never denied by a test', false)
    .option('--watch', 'run again whenever a file changes', false)
    .option('--json', 'print the result as JSON', false)
    .option('--junit <file>', 'write the result to this file as JUnit XML')
    .option('--env <name=value>', 'a variable of the server; may be given several times', collect)
    .addHelpText('after', TEST_HELP)
    .addHelpText(
      'after',
      examples('portcullis access test', 'portcullis access test schema --coverage --junit junit.xml'),
    )
    .action(
      reporting(async (files: readonly string[], options: TestOptions) =>
        (await import('./test-rules.js')).testRules(files, options),
      ),
    );
}

function withSchema(command: Command): Command {
  return withProject(withSdl(command));
}

function withSdl(command: Command): Command {
  return command
    .option('--schema <place>', 'a file, a folder or a git revision; may be given several times', collect)
    .option('--role-enum <name>', 'the enum of roles, where the SDL does not define @auth itself (default: "Role")');
}

function collect(value: string, all: readonly string[] = []): readonly string[] {
  return [...all, value];
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
