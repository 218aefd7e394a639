// Follows the quick start of README.md as it is written, in this folder, and then docs/accounts.md, which continues it: runs
// each `sh` block, and compares what it prints with the block that comes after it, where `…` stands for anything. The first
// block starts the server.
// If port 4000 is taken, another one is used, in the commands too.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { openShell, sectionOf, stepsOf } from './documented.mjs';

const START_TIMEOUT_MILLISECONDS = 10 * 60_000;
const README_PORT = 4000;

const port = (await isFree(README_PORT)) ? README_PORT : await freePort();
const readme = readFileSync('README.md', 'utf8').replaceAll(`localhost:${README_PORT}`, `localhost:${port}`);
const accounts = readFileSync('docs/accounts.md', 'utf8');
const [start, ...first] = stepsOf(sectionOf(readme, 'Quick start'));
const steps = [...first, ...stepsOf(sectionOf(accounts, 'Refresh and sign out'))];
const server = await startServer(start.commands);
try {
  const shell = openShell();
  for (const step of steps) await shell.follow(step);
  shell.close();
  console.log(`The quick start works: ${steps.length} blocks, each with the output that the page shows.`);
} finally {
  process.kill(-server.pid, 'SIGTERM');
}

async function startServer(commands) {
  const child = spawn('bash', ['-euc', commands], {
    env: { ...process.env, PORT: String(port) },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      process.kill(-child.pid, 'SIGTERM');
      process.exit(1);
    });
  }
  await new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      printed += chunk;
      if (/Portcullis answers at/.test(printed)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`The server ended with ${code} before it answered.`)));
    setTimeout(() => reject(new Error('The server did not start.')), START_TIMEOUT_MILLISECONDS).unref();
  });
  return child;
}

function isFree(candidate) {
  return listen(candidate).then(Boolean, () => false);
}

function freePort() {
  return listen(0);
}

function listen(candidate) {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(candidate, '127.0.0.1', () => {
      const { port: found } = probe.address();
      probe.close(() => resolve(found));
    });
  });
}
