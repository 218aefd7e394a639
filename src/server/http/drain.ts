import type { Server } from 'node:http';
import type { Connections } from './connections.js';

const QUIET_MILLISECONDS = 100;
const MAX_UNQUIET_MILLISECONDS = 2_000;
/** How many connections the system keeps that nobody has accepted: Node asks for 511. They are accepted in their order. */
const MAX_QUEUE = 512;

export interface DrainTimes {
  /** How long connections are taken as before. */
  readonly shutdownDelaySeconds: number;
  /** How long it may take after that. */
  readonly drainTimeoutSeconds: number;
}

/**
 * Ends a server so that nobody who has sent a request by now goes without an answer. After the delay, connections are
 * taken until nothing came for 100 ms, for 2 s at most, and as long as some may wait that connected before. They end when
 * nothing is being answered, and nothing more came: after the time limit in any case.
 */
export async function drain(server: Server, connections: Connections, times: DrainTimes): Promise<void> {
  await pause(times.shutdownDelaySeconds * 1000);
  const start = performance.now();
  const deadline = start + times.drainTimeoutSeconds * 1000;
  let accepted = 0;
  server.on('connection', () => {
    accepted += 1;
  });
  const activity = () => accepted + connections.bytesRead();
  await untilSame(activity, {
    every: QUIET_MILLISECONDS,
    isEnough: isPast(Math.min(deadline, start + MAX_UNQUIET_MILLISECONDS)),
  });
  const isPastDeadline = isPast(deadline);
  await untilSame(activity, { every: 0, isEnough: () => accepted > MAX_QUEUE || isPastDeadline() });
  // By itself Node ends all that it is not answering, with what they have sent and nobody has read.
  server.closeIdleConnections = () => {};
  const closed = new Promise((resolve) => server.close(resolve));
  const timer = setTimeout(connections.end, deadline - performance.now());
  const whenIdle = async () => {
    do {
      await connections.whenIdle();
      await untilSame(activity, { every: QUIET_MILLISECONDS, isEnough: isPastDeadline });
    } while (connections.isAnswering());
    connections.end();
  };
  void whenIdle();
  await closed;
  clearTimeout(timer);
}

const isPast = (time: number) => () => performance.now() >= time;

interface Enough {
  readonly every: number;
  readonly isEnough: () => boolean;
}

/** Resolves when the value did not change for some milliseconds, and for two rounds of the event loop; or is enough. */
async function untilSame(value: () => number, { every, isEnough }: Enough): Promise<void> {
  let before: number;
  do {
    before = value();
    await pause(every);
    // What waits is read, or accepted, once in a round.
    for (let round = 0; round < 2; round += 1) await new Promise((resolve) => setImmediate(resolve));
  } while (value() !== before && !isEnough());
}

async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
