import { StartupError } from '../errors.js';
import type { Module } from '../module/index.js';
import { loadConfig } from './config/config.js';
import { createServer, type OptionsWith } from './create-server.js';
import { announce } from './standard-output.js';

/**
 * Runs a server as a process: prints its address to standard output once it answers, and exits on SIGTERM or SIGINT
 * after finishing the requests in flight. On SIGHUP it reloads its TLS certificate and reopens the file of
 * `ACCESS_LOG`; a server that has neither exits as on SIGTERM if it runs in a terminal, and otherwise continues. What
 * prevents the start is printed to standard error, one line per problem, and the process exits with 1.
 */
export async function runServer<const TModules extends readonly Module[]>(
  options: OptionsWith<TModules>,
): Promise<void> {
  outliveOutput();
  try {
    const config = options.config ?? loadConfig({ modules: options.modules, listens: true });
    const server = createServer({ ...options, config });
    const end = () =>
      void server.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    // A second signal changes nothing: npm passes on what the terminal has sent already, and the drain has its limit.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
    // A terminal that is closed sends it too, and wants nothing to be left running.
    const hasFiles = config.tls !== undefined || config.accessLog?.file !== undefined;
    process.on('SIGHUP', hasFiles || !process.stdin.isTTY ? () => void server.reload() : end);
    const { url } = await server.listen();
    announce(`\nPortcullis answers at ${url}\n`);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    process.exit(1);
  }
}

/** Without a listener an error of theirs, as on a full disk or of a reader that has gone, ends the process. */
function outliveOutput(): void {
  for (const output of [process.stdout, process.stderr]) {
    if (output.listenerCount('error') === 0) output.on('error', () => {});
  }
}
