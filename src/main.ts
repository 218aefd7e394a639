import { StartupError } from './errors.js';
import { modules, roles } from './modules.js';
import { createServer } from './server/create-server.js';

/** Starts the server of `modules.ts`; SIGTERM and SIGINT let it finish what it is answering. */
async function start(): Promise<void> {
  const server = createServer({ modules, roles });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // A second signal changes nothing: npm passes on what the terminal has sent already, and the drain has its limit.
    process.on(signal, () => void server.close().then(() => process.exit(0)));
  }
  const { url } = await server.listen();
  process.stdout.write(`\nPortcullis answers at ${url}\n`);
}

start().catch((error: unknown) => {
  if (!(error instanceof StartupError)) throw error;
  for (const problem of error.problems) process.stderr.write(`${problem}\n`);
  process.exit(1);
});
