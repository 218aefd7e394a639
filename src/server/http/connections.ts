import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** The open connections of a server, and the answers that they wait for. */
export interface Connections {
  /** Their sockets, each with the answer that it waits for. */
  readonly sockets: ReadonlyMap<Socket, ServerResponse | undefined>;
  /** From all of them, ever. */
  bytesRead(): number;
  add(socket: Socket): void;
  /** What a connection that was added speaks through once it is encrypted: another socket, and no other connection. */
  addEncrypted(socket: Socket): void;
  /** How many there are. */
  count(): number;
  /** The response, which has its socket, is pending from now on, until it is out or its connection ends. */
  answering(response: ServerResponse): void;
  pending(): readonly ServerResponse[];
  pendingOn(socket: unknown): ServerResponse | undefined;
  isAnswering(): boolean;
  /** Resolves when nothing is pending. */
  whenIdle(): Promise<void>;
  /** Ends them all, whatever they wait for. */
  end(): void;
}

/** @param onClosed told of each response that is out, or whose connection has ended */
export function createConnections(onClosed: (response: ServerResponse) => void = () => {}): Connections {
  // By connection, which answers one at a time: of a collection that grows and shrinks with every request, V8 keeps what
  // was in it, with all that hangs on a request, until it collects the old generation.
  const sockets = new Map<Socket, ServerResponse | undefined>();
  let open = 0;
  let answering = 0;
  let bytesReadBefore = 0;
  let waiting: (() => void)[] = [];
  const keep = (socket: Socket) => {
    sockets.set(socket, undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      bytesReadBefore += socket.bytesRead;
    });
  };
  return Object.freeze({
    sockets,
    bytesRead: () => {
      let sum = bytesReadBefore;
      for (const socket of sockets.keys()) sum += socket.bytesRead;
      return sum;
    },
    add: (socket: Socket) => {
      open += 1;
      socket.once('close', () => {
        open -= 1;
      });
      keep(socket);
    },
    addEncrypted: keep,
    count: () => open,
    answering: (response: ServerResponse) => {
      const { socket } = response;
      answering += 1;
      if (socket && sockets.has(socket)) sockets.set(socket, response);
      response.on('close', () => {
        answering -= 1;
        onClosed(response);
        // It can wait for the next one already.
        if (socket && sockets.get(socket) === response) sockets.set(socket, undefined);
        if (answering > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      });
    },
    pending: () => [...sockets.values()].filter((response) => response !== undefined),
    pendingOn: (socket: unknown) => {
      const response = socket instanceof Socket ? sockets.get(socket) : undefined;
      // Not one that is out, and about to be told so.
      return response?.socket === socket ? response : undefined;
    },
    isAnswering: () => answering > 0,
    whenIdle: () =>
      new Promise((resolve) => {
        if (answering === 0) resolve();
        else waiting.push(resolve);
      }),
    end: () => {
      for (const socket of sockets.keys()) socket.destroy();
    },
  } satisfies Connections);
}
