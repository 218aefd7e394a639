import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { filesBelow } from './find-test-files.js';
import type { TestOptions } from './test-rules.js';

const PAUSE_MILLISECONDS = 250;
/** What can change the outcome of tests: themselves, the schema, and the code of a server. */
const WATCHED = /\.(access|graphqls?|gql|[cm]?[jt]s|json)$/;

/**
 * Runs the tests each time that a file of the project has changed, until it is interrupted: each time in a process of its
 * own, since code that was imported stays as it was.
 */
export async function watchTests(
  places: readonly string[],
  { schema = [], config, junit }: TestOptions,
): Promise<void> {
  const args = process.argv.slice(1).filter((argument) => argument !== '--watch');
  const outside = [...places, ...schema, ...(config === undefined ? [] : [config])];
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  let before: string | undefined;
  while (!interrupted.signal.aborted) {
    const now = await snapshot(outside, junit);
    if (now !== before) {
      before = now;
      await runOnce(args, interrupted.signal);
      if (!interrupted.signal.aborted) process.stdout.write('\nWaiting for a change. Press Ctrl-C to stop.\n');
    }
    await pause(interrupted.signal);
  }
}

/** Resolves when it has ended, however it did: what it found it has said. */
function runOnce(args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
    const stop = () => child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    child.once('error', reject);
    child.once('exit', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, PAUSE_MILLISECONDS);
    signal.addEventListener('abort', end);
  });
}

/** The files of this folder and of the places, with their times. It is polled: that works on every file system. */
async function snapshot(places: readonly string[], junit: string | undefined): Promise<string> {
  const found = await Promise.all(['.', ...places].map(filesAt));
  const files = [...new Set(found.flat())].filter((file) => file !== junit);
  const times = await Promise.all(
    files.map(async (file) => {
      const known = await stat(file).catch(() => undefined);
      return known ? `${file} ${known.mtimeMs} ${known.size}` : file;
    }),
  );
  return times.join('\n');
}

async function filesAt(place: string): Promise<readonly string[]> {
  const known = await stat(place).catch(() => undefined);
  if (!known) return [];
  return known.isDirectory() ? filesBelow(place, (name) => WATCHED.test(name)) : [place];
}
