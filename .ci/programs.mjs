// Programs that are started, waited for, and ended.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const START_TIMEOUT_MILLISECONDS = 60_000;

/** Without rights. */
export const NOBODY = 65534;

/**
 * Starts a program, and waits until it can be used. What comes back ends it, with SIGTERM unless another is given, and has
 * its process as `child` and what it wrote as `output`.
 */
export async function startProgram(command, options, isReady) {
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  const deadline = Date.now() + START_TIMEOUT_MILLISECONDS;
  while (!(await isReady(output))) {
    if (hasEnded || Date.now() > deadline) throw new Error(`${command.join(' ')} did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const end = async (signal = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return Object.assign(end, { child, output: () => output });
}

/** Below those that the system gives to connections, which could take one before it is listened at. */
const [FIRST_PORT, LAST_PORT] = [10_000, 32_000];

/** Ports that nobody listens at, by chance, so that another script that looks for some finds others. */
export async function freePorts(count) {
  const ports = new Set();
  while (ports.size < count) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
