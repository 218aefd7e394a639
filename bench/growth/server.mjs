import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PROBE = new URL('./probe.mjs', import.meta.url).href;

/** The master key of all servers and seeds here. */
export const MASTER_KEY = randomBytes(32);
export const PUBLIC_URL = 'http://localhost';

/** What a server on this place is configured with. */
export function environmentOf({ dataDir, url }) {
  return {
    NODE_ENV: 'production',
    INSECURE_HTTP: 'on',
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL,
    DATA_DIR: dataDir,
    MASTER_KEY: MASTER_KEY.toString('base64'),
    TOKEN_ALGORITHM: 'ES256',
    LOG_LEVEL: 'warn',
    ...(url && { DATABASE_URL: url }),
  };
}

/** `node dist/main.js` with the probe inside, once it answers. */
export async function startServer(env, { onLine, more = [] } = {}) {
  const nodeOptions = ['--expose-gc', '--import', PROBE, ...more];
  const child = spawn(process.execPath, [...nodeOptions, MAIN], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await portOf(child, onLine);
  const waiting = new Map();
  let next = 0;
  child.on('message', ({ id, answer }) => {
    waiting.get(id)?.resolve(answer);
    waiting.delete(id);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The server has ended.'));
  });
  const ask = (what) =>
    new Promise((resolve, reject) => {
      waiting.set(next, { resolve, reject });
      child.send({ id: next, ask: what });
      next += 1;
    });
  return {
    port,
    ask,
    /** CPU microseconds of the process so far. */
    cpu: async () => {
      const { cpu } = await ask('usage');
      return cpu.user + cpu.system;
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

function portOf(child, onLine = () => {}) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const [, port] = /^Portcullis answers at http:\/\/[^:]+:(\d+)/.exec(line) ?? [];
        if (port) resolve(Number(port));
        else onLine(line);
      }
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code} before it answered.`)));
  });
}
