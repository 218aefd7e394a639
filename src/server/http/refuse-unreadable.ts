import { type ServerResponse, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Answer, errorAnswer } from './answer.js';
import { type RequestRecord, recordOf } from './request-record.js';
import { headerList } from './security-headers.js';
import type { TellUnreadable } from './unreadable-requests.js';

const STATUSES: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
};

/** The client has gone, and reads no answer. */
const GONE = ['ECONNRESET', 'EPIPE'];

/** The client has ended its half of the connection in the middle, and may have gone or not. */
const ENDED = 'HPE_INVALID_EOF_STATE';

/**
 * Answers what never became a request, since it is not HTTP or comes too slowly, and ends the connection.
 *
 * @param tell gives the id that the answer has
 * @param pending the answer that the connection waits for, if there is one: to a request that came whole, it is given
 */
export function refuseUnreadable(
  { code = '' }: NodeJS.ErrnoException,
  socket: Duplex,
  { pending, tell }: { readonly pending: ServerResponse | undefined; readonly tell: TellUnreadable },
): void {
  if (pending?.req.complete && socket.writable) {
    if (!pending.headersSent) pending.setHeader('connection', 'close');
    return;
  }
  const [status, message] = STATUSES[code] ?? [400, 'The request is not HTTP/1.1.'];
  // One that is gone, or has the beginning of an answer, gets none.
  if (socket.writable && !pending?.headersSent && !GONE.includes(code)) {
    // Of a request whose body cannot be read there is a line already to come, with an id.
    const record = pending && recordOf(pending.req);
    const client = socket instanceof Socket ? socket.remoteAddress : undefined;
    socket.write(rawError(status, { id: record?.id ?? tell({ status, why: code, client }), message }));
    if (record && code !== ENDED) refuse(record, status);
  }
  // What was written goes out first.
  socket.destroy();
}

function refuse(record: RequestRecord, status: number): void {
  record.code = 'BAD_REQUEST';
  record.end(status, false);
}

/** An answer where there is no response to write it with. */
export function rawError(
  status: number,
  { id, message, headers }: { readonly id: string; readonly message: string; readonly headers?: Answer['headers'] },
): string {
  const more = { ...headers, 'x-request-id': id, connection: 'close' };
  const answer = errorAnswer(status, { code: 'BAD_REQUEST', message }, more);
  const list = headerList(answer);
  const lines = list.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${list[at + 1]}`] : []));
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', answer.body].join('\r\n');
}
