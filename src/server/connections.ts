import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The open connections of a server, and the answers that they wait for. */
export interface Connections {
  readonly sockets: ReadonlySet<Socket>;
  /** How many there were, ever. */
  accepted(): number;
  add(socket: Socket): void;
  /** The response is pending from now on, until it is out or its connection ends. */
  answering(response: ServerResponse): void;
  pending(): Iterable<ServerResponse>;
  pendingOn(socket: unknown): ServerResponse | undefined;
  isAnswering(): boolean;
  /** Resolves when nothing is pending. */
  whenIdle(): Promise<void>;
}

export function createConnections(): Connections {
  const sockets = new Set<Socket>();
  const pending = new Set<ServerResponse>();
  let accepted = 0;
  let waiting: (() => void)[] = [];
  return Object.freeze({
    sockets,
    accepted: () => accepted,
    add: (socket: Socket) => {
      accepted += 1;
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    },
    answering: (response: ServerResponse) => {
      pending.add(response);
      response.once('close', () => {
        pending.delete(response);
        if (pending.size > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      });
    },
    pending: () => pending.values(),
    pendingOn: (socket: unknown) => [...pending].find((response) => response.socket === socket),
    isAnswering: () => pending.size > 0,
    whenIdle: () =>
      new Promise((resolve) => {
        if (pending.size === 0) resolve();
        else waiting.push(resolve);
      }),
  } satisfies Connections);
}
