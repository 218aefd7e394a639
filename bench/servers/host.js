// The process of one server. Its parent tells it which, and asks it for its CPU time and, of ours, for tokens.
import { servers } from './index.js';

let server;

const answers = {
  start: async ({ name, publicKeyPem }) => {
    const { start } = await import(`./${servers[name].file}`);
    server = await start({ name, publicKeyPem });
    return { port: server.port, mintsTokens: server.mint !== undefined };
  },
  /** Of all threads, user and system, in microseconds. */
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  mint: ({ count }) => server.mint(count),
  stop: async () => {
    await server.close();
    // Not `exit`: what profiles the process writes when it ends by itself.
    process.disconnect();
    setTimeout(() => process.exit(), 500).unref();
  },
};

process.on('message', async ({ id, ask, ...details }) => {
  try {
    const value = await answers[ask](details);
    if (process.connected) process.send({ id, value });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
