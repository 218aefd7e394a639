import type { IncomingMessage } from 'node:http';

const JSON_TYPE = 'application/json';
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DISCARDED_BYTES = 64 * MAX_BODY_BYTES;
const SILENCE_MILLISECONDS = 1000;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A request whose body is not taken: the status and sentence for the client. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: 400 | 413 | 415;

  constructor(status: BodyError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The parsed JSON body; undefined if there is none, or none of JSON: Apollo answers that, with its CSRF prevention.
 * Throws a `BodyError` for what is too large, compressed, or not JSON in UTF-8 (RFC 8259 §8.1).
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new BodyError(415, 'Send the body without a content encoding.');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const bytes = await readBytes(request);
  return isJson(request.headers['content-type']) ? parseJson(bytes) : undefined;
}

function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const read = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= MAX_BODY_BYTES) return;
      request.off('data', read).pause();
      reject(tooLarge());
    };
    request.on('data', read);
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      // An error is made for those alone that come to none of the others.
      if (!request.complete) reject(new Error('The request was aborted.'));
    });
  });
}

/**
 * Reads what is left of a body and throws it away, then calls `done`: a client that is still sending does not look for
 * an answer, and would lose it if the connection were closed. It ends with the body, with 1 s of silence, or at 64 MiB.
 */
export function discardRest(request: IncomingMessage, done: () => void): void {
  if (request.complete) {
    done();
    return;
  }
  let length = 0;
  const discard = (chunk: Buffer) => {
    length += chunk.length;
    silence.refresh();
    if (length > MAX_DISCARDED_BYTES) finish();
  };
  const finish = () => {
    clearTimeout(silence);
    request.off('data', discard).off('close', finish);
    done();
  };
  const silence = setTimeout(finish, SILENCE_MILLISECONDS);
  request.on('data', discard).on('close', finish).resume();
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new BodyError(400, 'The body is not JSON in UTF-8.');
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType === JSON_TYPE || contentType?.split(';')[0]?.trim().toLowerCase() === JSON_TYPE;
}

function tooLarge(): BodyError {
  return new BodyError(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
