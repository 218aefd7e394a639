import { connect } from 'node:net';
import { noteSecret, noteSecretsOf } from './leaks.js';

export interface RawResponse {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

const OPERATION = JSON.stringify({ query: '{ __typename me { id } }' });

/**
 * Sends bytes as they are, and reads until the server closes. What `fetch` would not send goes this way. Text is
 * taken as Latin-1, so that "\xff" is that one byte.
 *
 * @param options.ends says that nothing more will be sent, and reads on
 */
export function sendRaw(
  port: number,
  request: string | Buffer,
  { ends = false }: { readonly ends?: boolean } = {},
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => (chunks.length > 0 ? undefined : reject(error)));
    socket.on('close', () => {
      const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n', 2);
      resolve({ status: Number(head.split(' ')[1] ?? 0), head: head.toLowerCase(), body });
    });
    if (ends) socket.end(request, 'latin1');
    else socket.write(request, 'latin1');
  });
}

/** A POST to /graphql with these header lines beside the usual ones. */
export function rawPost(lines: readonly string[], body: string = OPERATION): string {
  for (const line of lines) noteSecret('a token', /^authorization: \S+ (\S+)$/i.exec(line)?.[1]);
  noteSecretsOf({ query: body.replaceAll('\\"', '"') });
  return [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    'connection: close',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body, 'latin1')}`,
    ...lines,
    '',
    body,
  ].join('\r\n');
}
