import { StartupError } from '../errors.js';
import type { Module } from '../module/index.js';
import { loadConfig } from './config/config.js';
import { createServer, type OptionsWith } from './create-server.js';

/**
 * A process that is a server: tells its address on standard output once it answers, and ends with SIGTERM or SIGINT
 * once it has finished what it is answering. SIGHUP has it read its TLS certificate again, and open the file of
 * `ACCESS_LOG`. What stops the start is told on standard error, a line for each problem, and ends the process with 1.
 */
export async function runServer<const TModules extends readonly Module[]>(
  options: OptionsWith<TModules>,
): Promise<void> {
  try {
    const config = options.config ?? loadConfig({ modules: options.modules, listens: true });
    const server = createServer({ ...options, config });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      // A second signal changes nothing: npm passes on what the terminal has sent already, and the drain has its limit.
      process.on(signal, () => void server.close().then(() => process.exit(0)));
    }
    const { url } = await server.listen();
    // It ends a process that has nothing to read or open again.
    if (config.tls || config.accessLog?.file !== undefined) process.on('SIGHUP', () => void server.reload());
    process.stdout.write(`\nPortcullis answers at ${url}\n`);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    for (const problem of error.problems) process.stderr.write(`${problem}\n`);
    process.exit(1);
  }
}
