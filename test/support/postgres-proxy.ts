import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before PostgreSQL, so that a test can take it away from one server alone. */
export interface PostgresProxy {
  /** The address to connect to instead. */
  readonly url: string;
  /** As PostgreSQL does while it starts again: breaks every connection, and refuses new ones with 57P03. */
  restart(): void;
  /** As a network that loses packets: connections stay, and nothing comes through. */
  stall(): void;
  /** As a network with so much delay for what comes back. */
  delay(milliseconds: number): void;
  /**
   * Breaks the connection of the next statement that holds this text, once: before PostgreSQL gets it, or when it has
   * answered, and the answer is lost.
   */
  cut(text: string, when: 'before' | 'after'): void;
  /** Breaks the connection of every statement that holds this text, before PostgreSQL gets it. */
  refuse(text: string): void;
  /** Back to work. */
  mend(): void;
  close(): Promise<void>;
}

export async function createPostgresProxy(target: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let mode: 'open' | 'restarting' | 'stalled' = 'open';
  let delay = 0;
  let refused: string | undefined;
  let cutting: { readonly text: string; readonly when: 'before' | 'after' } | undefined;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (mode === 'stalled') return;
    if (mode === 'restarting') {
      near.once('data', () => near.end(errorResponse('57P03', 'the database system is starting up')));
      return;
    }
    const far = connect(Number(port || 5432), hostname);
    keep(far);
    let isAnswerLost = false;
    near.on('data', (bytes) => {
      if (mode !== 'open') return;
      const isCut = cutting !== undefined && bytes.includes(cutting.text);
      const isRefused = refused !== undefined && bytes.includes(refused);
      if (isRefused || (isCut && cutting?.when === 'before')) near.destroy();
      else far.write(bytes);
      isAnswerLost ||= isCut && cutting?.when === 'after';
      if (isCut) cutting = undefined;
    });
    far.on('data', (bytes) => {
      if (isAnswerLost) near.destroy();
      else if (mode === 'open' && delay > 0) setTimeout(() => near.write(bytes), delay);
      else if (mode === 'open') near.write(bytes);
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return Object.freeze({
    url: url.href,
    restart: () => {
      mode = 'restarting';
      breakAll();
    },
    delay: (milliseconds: number) => {
      delay = milliseconds;
    },
    stall: () => {
      mode = 'stalled';
    },
    cut: (text: string, when: 'before' | 'after') => {
      cutting = { text, when };
    },
    refuse: (text: string) => {
      refused = text;
    },
    // What was lost while it stalled stays lost.
    mend: () => {
      if (mode === 'stalled') breakAll();
      mode = 'open';
      refused = undefined;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        breakAll();
      }),
  });
}

/** A message of the frontend/backend protocol: `E`, its length, then fields that end in a zero byte. */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
