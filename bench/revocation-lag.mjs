// How long after a logout on one instance the others refuse its access token.
//
//   npm run build && node bench/revocation-lag.mjs postgres://postgres@127.0.0.1:5432/an_empty_database 3 100
//
// Starts so many instances on the database, signs in and out so many times, and asks every other instance all the time.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [databaseUrl, instances = '3', rounds = '100'] = process.argv.slice(2);
if (!databaseUrl) throw new TypeError('Write the address of an empty PostgreSQL database.');

const dataDir = mkdtempSync(join(tmpdir(), 'portcullis-lag-'));
const env = {
  PATH: process.env.PATH,
  PORT: '0',
  DATA_DIR: dataDir,
  DATABASE_URL: databaseUrl,
  MASTER_KEY: randomBytes(32).toString('base64'),
  SESSIONS_PER_USER: '1000',
};
const children = [];

function start() {
  const child = spawn(process.execPath, ['dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.on('exit', () => reject(new Error(`An instance did not start: ${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const url = /^Portcullis answers at (\S+)$/m.exec(text)?.[1];
      if (url) resolve(url);
    });
  });
}

async function ask(url, query, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.json();
}

/** Milliseconds until this instance refuses the token. */
async function refusedAfter(url, token, since) {
  for (;;) {
    const { errors } = await ask(url, '{ me { id } }', token);
    if (errors?.[0]?.extensions.reason === 'TOKEN_REVOKED') return performance.now() - since;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const urls = [];
try {
  while (urls.length < Number(instances)) urls.push(await start());
  const found = [];
  const email = `lag-${Date.now()}@example.com`;
  const input = `{ email: "${email}", password: "correct horse battery" }`;
  await ask(urls[0], `mutation { register(input: ${input}) { status } }`);
  for (let round = 0; round < Number(rounds); round += 1) {
    const [url, ...others] = urls.map((_, index) => urls[(index + round) % urls.length]);
    const { data } = await ask(
      url,
      `mutation { login(email: "${email}", password: "correct horse battery") { accessToken } }`,
    );
    const token = data.login.accessToken;
    await ask(url, 'mutation { logout }', token);
    const answered = performance.now();
    found.push(...(await Promise.all(others.map((other) => refusedAfter(other, token, answered)))));
    // Not in step with the polls.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 250));
  }
  found.sort((a, b) => a - b);
  const at = (share) => Math.round(found[Math.min(found.length - 1, Math.floor(share * found.length))]);
  process.stdout.write(
    `${urls.length} instances, ${found.length} observations: median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`,
  );
} finally {
  for (const child of children) child.removeAllListeners('exit').kill('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
}
