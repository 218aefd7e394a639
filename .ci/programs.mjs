// Programs that are started, waited for, and ended.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const START_TIMEOUT_MILLISECONDS = 60_000;

/** Without rights. */
export const NOBODY = 65534;

/** Starts a program, and waits until it can be used. What comes back ends it, with SIGTERM unless another is given. */
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
  return async (signal = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
}

export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
