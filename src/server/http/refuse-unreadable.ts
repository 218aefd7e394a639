import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Answer, errorAnswer } from './answer.js';
import { headerList } from './security-headers.js';

const STATUSES: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers are larger than this server takes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
};

/**
 * Answers what never became a request, since it is not HTTP or comes too slowly, and ends the connection.
 *
 * @param pending the answer that the connection waits for, if there is one: to a request that came whole, it is given
 */
export function refuseUnreadable(
  { code = '' }: NodeJS.ErrnoException,
  socket: Duplex,
  pending: ServerResponse | undefined,
): void {
  if (pending?.req.complete && socket.writable) {
    if (!pending.headersSent) pending.setHeader('connection', 'close');
    return;
  }
  const [status, message] = STATUSES[code] ?? [400, 'The request is not HTTP/1.1.'];
  if (socket.writable && !pending?.headersSent) socket.write(rawError(status, message));
  // What was written goes out first.
  socket.destroy();
}

/** An answer where there is no response to write it with. */
export function rawError(status: number, message: string, headers: Answer['headers'] = {}): string {
  const answer = errorAnswer(status, { code: 'BAD_REQUEST', message }, { ...headers, connection: 'close' });
  const list = headerList(answer);
  const lines = list.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${list[at + 1]}`] : []));
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', answer.body].join('\r\n');
}
