import { connect } from 'node:net';

// The server closes a connection that was idle for 5 s.
const IDLE_MILLISECONDS = 2000;

/** Sends a GraphQL request after the other over one connection; over another one if it had nothing to do for long. */
export async function openClient(port) {
  let connection = await openConnection(port);
  let usedAt = performance.now();
  return {
    /** Status and text of the answer. */
    send: async (body, token) => {
      if (performance.now() - usedAt > IDLE_MILLISECONDS) {
        connection.close();
        connection = await openConnection(port);
      }
      const answer = await connection.send(body, token);
      usedAt = performance.now();
      return answer;
    },
    close: () => connection.close(),
  };
}

/** Written on a bare socket, since it shares the machine with what it measures. */
async function openConnection(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let received = Buffer.alloc(0);
  let waiting;
  const settle = () => {
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = received.toString('latin1', 0, end);
    const [, length] = /^content-length: (\d+)$/im.exec(head) ?? [];
    if (length === undefined) throw new Error(`An answer without a length: ${head}`);
    const total = end + 4 + Number(length);
    if (received.length < total) return;
    const body = received.toString('utf8', end + 4, total);
    received = received.subarray(total);
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  };
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    settle();
  });
  const fail = () => waiting?.reject(new Error('The connection was closed.'));
  socket.on('close', fail).on('error', fail);
  return {
    /** Status and text of the answer. */
    send: (body, token) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) throw new Error('The connection was closed.');
        waiting = { resolve, reject };
        const authorization = token ? `authorization: Bearer ${token}\r\n` : '';
        const length = Buffer.byteLength(body);
        const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${authorization}`;
        socket.write(`${head}content-length: ${length}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** `count` requests over `concurrency` connections; `next(worker)` does one. Milliseconds that all took. */
export async function hammer(concurrency, count, next) {
  let left = count;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async (_, worker) => {
      while (left > 0) {
        left -= 1;
        await next(worker);
      }
    }),
  );
  return performance.now() - start;
}

/** The data of an answer without errors. */
export function dataOf({ status, body }) {
  const { data, errors } = JSON.parse(body);
  if (status !== 200 || errors) throw new Error(`Answered ${status} with ${body.slice(0, 300)}`);
  return data;
}
