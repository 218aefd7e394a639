import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import type { IsSecure } from './client-protocol.js';
import { recordOf } from './request-record.js';
import { headerList } from './security-headers.js';

/** Sets the head of a response. */
export type WriteHead = (response: ServerResponse, answer: Answer) => void;

const NO_CONTENT = 204;

export interface WriteHeadOptions {
  readonly isSecure: IsSecure;
  /** For answers over https (RFC 6797 §7.2); undefined for none. */
  readonly strictTransport: string | undefined;
}

/** With the id of its request, whose record learns how it is answered. */
function namedHeaders(request: IncomingMessage, answer: Answer): string[] {
  const list = headerList(answer);
  const record = recordOf(request);
  if (record) {
    record.code = answer.code;
    list.push('x-request-id', record.answeredId);
  }
  return list;
}

/** At once, which costs Node half of what setting each header does. */
export function createWriteHead({ isSecure, strictTransport }: WriteHeadOptions): WriteHead {
  return (response, answer) => {
    const { status, headers, body } = answer;
    const list = namedHeaders(response.req, answer);
    if (strictTransport !== undefined && isSecure(response.req))
      list.push('strict-transport-security', strictTransport);
    if (status !== NO_CONTENT && !('content-length' in headers)) {
      list.push('content-length', String(Buffer.byteLength(body)));
    }
    response.writeHead(status, list);
  };
}

/**
 * In a server of somebody else: one by one, since what stands around it, as `compression` does, may not know lists. What
 * its names are to browsers beyond this answer is for that server to say, so nothing here of https.
 */
export const setHead: WriteHead = (response, answer) => {
  response.statusCode = answer.status;
  const list = namedHeaders(response.req, answer);
  for (let at = 0; at < list.length; at += 2) response.setHeader(list[at] ?? '', list[at + 1] ?? '');
};
