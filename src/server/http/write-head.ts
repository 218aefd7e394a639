import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import type { IsSecure } from './client-protocol.js';
import { headerList } from './security-headers.js';

/** Sets the head of a response. */
export type WriteHead = (response: ServerResponse, answer: Answer) => void;

const NO_CONTENT = 204;

export interface WriteHeadOptions {
  readonly isSecure: IsSecure;
  /** For answers over https (RFC 6797 §7.2); undefined for none. */
  readonly strictTransport: string | undefined;
}

/** At once, which costs Node half of what setting each header does. */
export function createWriteHead({ isSecure, strictTransport }: WriteHeadOptions): WriteHead {
  return (response, answer) => {
    const { status, headers, body } = answer;
    const list = headerList(answer);
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
  const list = headerList(answer);
  for (let at = 0; at < list.length; at += 2) response.setHeader(list[at] ?? '', list[at + 1] ?? '');
};
