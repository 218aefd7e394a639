import { stopAll } from '../toolkit/stop-all.js';
import { type Listening, type Running, type RunOptions, runEmbedded, runListening } from './running.js';

/** A server that starts once and stops once. */
export interface Lifecycle {
  /** On a port. Throws a `TypeError` if it was started before. */
  listen(): Promise<Listening>;
  /** Without a port, unless it was started before. Throws a `TypeError` if it was closed. */
  start(): Promise<Running>;
  running(): Promise<Running> | undefined;
  isClosed(): boolean;
  /** Reads and opens again what was given as files. */
  reload(): Promise<void>;
  /** Lets the answers in flight finish, those of `drain` too, then stops everything. Rejects with what could not be. */
  close(drain: () => Promise<void>): Promise<void>;
}

export function createLifecycle(options: Omit<RunOptions, 'isDraining'>): Lifecycle {
  let running: Promise<Running | Listening> | undefined;
  let closing: Promise<void> | undefined;
  const runOptions: RunOptions = { ...options, isDraining: () => closing !== undefined };
  const run = <T extends Running>(start: (options: RunOptions) => Promise<T>): Promise<T> => {
    if (closing) throw new TypeError('The server has been closed.');
    const starting = start(runOptions);
    running = starting;
    // A start that failed has stopped by itself, and may be tried again.
    starting.catch(() => {
      running = undefined;
    });
    return starting;
  };
  const stop = async (drain: () => Promise<void>) => {
    const server = await running?.catch(() => undefined);
    const log = server?.logs.of('server');
    log?.info({ inFlight: server?.inFlight() }, 'the server accepts no more requests, and finishes those in flight');
    try {
      await stopAll([() => Promise.all([server?.drain(), drain()]), () => server?.stop()]);
    } catch (error) {
      log?.error({ err: error }, 'not everything could be stopped cleanly');
      throw error;
    }
    log?.info({ inFlight: server?.inFlight() }, 'the server has stopped');
  };
  return Object.freeze({
    listen: async () => {
      if (running) throw new TypeError('The server has already been started.');
      return run(runListening);
    },
    start: async () => (running && !closing ? running : run(runEmbedded)),
    running: () => running,
    reload: async () => {
      const server = await running?.catch(() => undefined);
      await server?.reload();
    },
    isClosed: () => closing !== undefined,
    close: (drain: () => Promise<void>) => {
      closing ??= stop(drain);
      return closing;
    },
  });
}
