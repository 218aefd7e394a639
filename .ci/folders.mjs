// Folders of their own, outside of this repository, with packed packages installed in them as a project would.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** Where there is no binary of better-sqlite3, it is compiled, beside another step. */
const TIMEOUT_MILLISECONDS = 600_000;
const parent = mkdtempSync(join(tmpdir(), 'portcullis-packages-'));
process.on('exit', () => rmSync(parent, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The tarball of one of our packages, as `npm run packages` makes it. */
const tarballOf = (name) =>
  `file:${join(ROOT, 'build/tarballs', `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)}`;

/** All of our packages, by name, as a manifest asks for the tarballs. */
export function packagesOf() {
  const names = [
    'portcullis',
    'create-portcullis',
    ...['access', 'client', 'errors', 'tokens'].map((each) => `@portcullis/${each}`),
  ];
  return Object.fromEntries(names.map((name) => [name, tarballOf(name)]));
}

/** Makes an empty folder that asks for packages of ours, by name, and for others, by name and version. */
export function makeFolder(name, ours, others = {}, manifest = {}) {
  const folder = join(parent, name);
  mkdirSync(folder);
  const tarballs = Object.fromEntries(ours.map((each) => [each, tarballOf(each)]));
  write(
    folder,
    'package.json',
    JSON.stringify({ name, private: true, dependencies: { ...tarballs, ...others }, ...manifest }),
  );
  return folder;
}

export function write(folder, path, text) {
  writeFileSync(join(folder, path), text);
}

/** Runs a program, and returns what it wrote, errors included. Throws with all of it when it fails. */
export function run(folder, [program, ...args], env = {}) {
  try {
    const options = {
      cwd: folder,
      encoding: 'utf8',
      // A bash whose input is a socket takes itself for a remote one, and reads start-up files.
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
      timeout: TIMEOUT_MILLISECONDS,
    };
    return execFileSync('bash', ['-c', 'exec "$0" "$@" 2>&1', program, ...args], options);
  } catch (error) {
    throw new Error(`${folder}: ${program} ${args.join(' ')}\n${error.stdout}`);
  }
}

/** The same, without waiting for it. Gives the exit code too, whatever it is. */
export function start(folder, [program, ...args], env = {}) {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}

/** Runs jobs, as many at a time as there are cores. */
export async function sideBySide(jobs) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Tells how long something took. */
export async function timed(name, run) {
  const begin = performance.now();
  try {
    return await run();
  } finally {
    console.log(
      `${Math.round((performance.now() - begin) / 1000)
        .toString()
        .padStart(4)} s  ${name}`,
    );
  }
}

/** The packages in a lock file of npm, by where they stand. */
export function installedIn(folder) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({ path, ...locked }));
}

let passed = 0;
let failed = 0;
/** One check: told when it fails, and counted. */
export function check(name, verify) {
  try {
    verify();
    pass(name);
  } catch (error) {
    fail(name, error);
  }
}

/** The same for one that takes its time. */
export async function checkLater(name, verify) {
  try {
    await verify();
    pass(name);
  } catch (error) {
    fail(name, error);
  }
}

function pass(name) {
  passed += 1;
  console.log(`ok      ${name}`);
}

function fail(name, error) {
  failed += 1;
  console.log(`FAILED  ${name}\n${error.message}`);
}

/** The closing line. */
export function closing() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
