import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const QUIET_MILLISECONDS = 100;
const MAX_UNQUIET_MILLISECONDS = 2_000;
const MAX_DRAIN_MILLISECONDS = 10_000;

export interface DrainOptions {
  /** The open connections. */
  readonly sockets: ReadonlyMap<Socket, unknown>;
  /** How many connections there were, ever. */
  readonly accepted: () => number;
  readonly isAnswering: () => boolean;
  /** Resolves when nothing is being answered. */
  readonly whenIdle: () => Promise<void>;
  /** Ends connections that have not become any of HTTP. */
  readonly endOthers: () => void;
}

/**
 * Ends a server so that nobody who has sent a request by now goes without an answer. What waits in the sockets, and
 * what has connected and was not accepted yet, is taken until nothing came for 100 ms, for 2 s at most; then no more
 * connections are taken. The others end when nothing is being answered, and nothing more came; after 10 s in any case.
 */
export async function drain(server: Server, options: DrainOptions): Promise<void> {
  const start = performance.now();
  const deadline = start + MAX_DRAIN_MILLISECONDS;
  await untilQuiet(options, start + MAX_UNQUIET_MILLISECONDS);
  const closed = new Promise((resolve) => server.close(resolve));
  const end = () => {
    server.closeAllConnections();
    options.endOthers();
  };
  const timer = setTimeout(end, deadline - performance.now());
  const whenIdle = async () => {
    do {
      await options.whenIdle();
      await untilQuiet(options, deadline);
    } while (options.isAnswering());
    end();
  };
  void whenIdle();
  await closed;
  clearTimeout(timer);
}

/** Resolves when nothing was read or accepted for a while. Where nobody is connected, it is only looked whether anybody is. */
async function untilQuiet({ sockets, accepted }: DrainOptions, deadline: number): Promise<void> {
  const activity = () => [...sockets.keys()].reduce((sum, socket) => sum + socket.bytesRead, accepted());
  let before: number;
  do {
    before = activity();
    if (sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, QUIET_MILLISECONDS));
    // Once around the event loop, so that what had come meanwhile was read.
    for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } while (activity() !== before && performance.now() < deadline);
}
