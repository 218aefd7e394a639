import { Command } from 'commander';
import { PortcullisError, StartupError } from '../errors.js';

// Most of the time that a command takes is that of reading its code, so the others' is left alone.
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  access: async () => (await import('./access.js')).addAccessCommand,
  user: async () => (await import('./user.js')).addUserCommand,
  token: async () => (await import('./token.js')).addTokenCommand,
  issuers: async () => (await import('./issuers.js')).addIssuersCommand,
  keys: async () => (await import('./keys.js')).addKeysCommand,
  doctor: async () => (await import('./doctor.js')).addDoctorCommand,
  sessions: async () => (await import('./sessions.js')).addSessionsCommand,
  backup: async () => (await import('./backup.js')).addBackupCommand,
  restore: async () => (await import('./restore.js')).addRestoreCommand,
  config: async () => (await import('./config.js')).addConfigCommand,
  init: async () => (await import('./init.js')).addInitCommand,
  schema: async () => (await import('./schema.js')).addSchemaCommand,
  completion: async () => (await import('./completion.js')).addCompletionCommand,
};

const EXIT_CODES = `
Exit codes: 0 it is done; 1 there is a finding, or it could not be done; 2 the command line is wrong, or of \`access\`
the schema.`;

/**
 * The command that the arguments name. It reads and writes the streams of the process, and sets its exit code; for what
 * is wrong with the arguments it ends the process. Throws what no command expects.
 */
export async function runCommand(args: readonly string[]): Promise<void> {
  try {
    const program = createProgram();
    const [name = ''] = args;
    // What completes them knows them all, and so does the help.
    const isOne = Object.hasOwn(commands, name) && name !== 'completion';
    const chosen = isOne ? [name] : Object.keys(commands);
    for (const each of chosen) (await commands[each]?.())?.(program);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    tell(error);
  }
}

function createProgram(): Command {
  return (
    new Command('portcullis')
      .description(
        'Commands for a Portcullis server: the one in portcullis.config.ts or .js, or in the file of --config. Commands that open its database read the same environment variables as the server.',
      )
      .showHelpAfterError('Add --help for usage.')
      .addHelpText('after', EXIT_CODES)
      // 1 would say that something was found.
      .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
      // An unknown `--password=…` is told without the password.
      .configureOutput({
        outputError: (text, write) => write(text.replace(/(unknown option '(--[\w-]+|-\w)).*/s, "$1'\n")),
      })
  );
}

function tell(error: unknown): void {
  // Ctrl-C or Ctrl-D at a prompt.
  if (error instanceof Error && error.name === 'AbortError') process.exit(130);
  if (!(error instanceof StartupError || error instanceof PortcullisError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
