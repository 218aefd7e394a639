import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server as production has it, in a process of its own, that tells what it costs to answer. */
export async function startMeasuredServer() {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bodies-'));
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    INSECURE_HTTP: 'on',
    // What is refused by the limits on operations costs nothing; the rest has to hold without them, and they are computed.
    LIMITS: 'measure',
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    MASTER_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'https://api.example.com',
    APP_URL: 'https://app.example.com',
    LOG_LEVEL: 'fatal',
  };
  const server = new URL('server.mjs', import.meta.url);
  const child = fork(server, { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ url }] = await once(child, 'message');
  const cpu = async () => {
    child.send('');
    const [{ user, system }] = await once(child, 'message');
    return (user + system) / 1000;
  };
  return {
    /** Milliseconds of CPU, and what was answered. */
    costOf: async (body) => {
      const before = await cpu();
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const text = await response.text();
      return { milliseconds: (await cpu()) - before, status: response.status, text };
    },
    stop: async () => {
      child.kill();
      await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
