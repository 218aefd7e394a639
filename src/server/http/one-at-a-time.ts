import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const MAX_WAITING = 32;

/** The order of the requests of one connection. */
export interface OneAtATime {
  /** Calls `run` once the answers to the requests before it are out. Ends a connection of which 32 wait. */
  start(request: IncomingMessage, response: ServerResponse, run: () => void): void;
  /** Whether other requests of the connection wait for this one. */
  isLast(request: IncomingMessage): boolean;
}

/**
 * Node makes requests of all that one connection sends, and would have them handled at once: thousands, before anybody
 * else has a turn, with their answers in memory until the client reads.
 */
export function createOneAtATime(): OneAtATime {
  const waiting = new WeakMap<Socket, number>();
  return Object.freeze({
    start: ({ socket }: IncomingMessage, response: ServerResponse, run: () => void) => {
      // It has none while the answer before it has.
      if (response.socket !== null) {
        run();
        return;
      }
      const before = waiting.get(socket) ?? 0;
      if (before === MAX_WAITING) {
        socket.destroy();
        return;
      }
      waiting.set(socket, before + 1);
      response.once('socket', () => {
        waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
        run();
      });
    },
    isLast: ({ socket }: IncomingMessage) => (waiting.get(socket) ?? 0) === 0,
  } satisfies OneAtATime);
}
