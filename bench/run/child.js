// A Node process on one core that answers questions: the servers and the load are such.
import { spawn } from 'node:child_process';

const KEPT_CHARACTERS = 4000;

/**
 * Starts `file`. `ask(what, details)` gives its answer; it rejects with what the process printed if it ends before.
 * Without a `core` it runs wherever the system puts it.
 */
export function startChild({ file, core, nodeOptions = [], env = {} }) {
  const command = [process.execPath, ...nodeOptions, file];
  const [program, ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  const waiting = new Map();
  let printed = '';
  let nextId = 1;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed = (printed + text).slice(-KEPT_CHARACTERS);
    });
  }
  child.on('message', ({ id, value, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.once('error', (error) => rejectAll(waiting, `${program} cannot be started: ${error.message}`));
  ended.then((code) => rejectAll(waiting, `The process of ${file} ended with ${code}.\n${printed}`));
  return Object.freeze({
    ask: (ask, details = {}) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        child.send({ id, ask, ...details }, (error) => error && reject(new Error(`${error.message}\n${printed}`)));
      }),
    /** Waits until it has ended by itself, and sees to it that it does. */
    stop: async () => {
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      if (child.connected) child.send({ id: 0, ask: 'stop' });
      await ended;
      clearTimeout(timer);
    },
  });
}

function rejectAll(waiting, message) {
  for (const { reject } of waiting.values()) reject(new Error(message));
  waiting.clear();
}
