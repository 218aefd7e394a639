import type { IncomingMessage } from 'node:http';
import { BodyError, type BodyLimits, isJson, parseJson, readJsonBody } from './read-body.js';

/**
 * The JSON body of a request that another server took, within the limits of our own. If that server has read it already,
 * as `express.json()` does, it has left it in `request.body`, parsed or as it came.
 */
export async function readGivenBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  if (!request.readableEnded) return readJsonBody(request, limits);
  const left: unknown = 'body' in request ? request.body : undefined;
  if (left === undefined) {
    throw new TypeError(
      'The body of the request was read before the server received it, and is not in request.body. Pass the request on unread.',
    );
  }
  return isJson(request.headers['content-type']) ? parseJson(bytesOf(left), limits) : undefined;
}

function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body);
  if (typeof body === 'string') return Buffer.from(body);
  try {
    return Buffer.from(JSON.stringify(body));
  } catch {
    throw new BodyError(400, 'The body is not JSON, or is nested too deeply.');
  }
}
