import type { IncomingMessage } from 'node:http';
import type { ByteBudget, Holding } from './byte-budget.js';
import { jsonProblem } from './json-problem.js';

const JSON_TYPE = 'application/json';
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
const SILENCE_MILLISECONDS = 1000;
const MAX_PIECES = 20_000;
const NOTHING = Buffer.alloc(0);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** How much of a body is read. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Of all bodies that are being read. */
  readonly budget: ByteBudget;
  /** Whether clients are told how large a body may be. */
  readonly tellsFigures: boolean;
  /** How long it may take, where the HTTP server does not see to that. */
  readonly maxMilliseconds?: number;
}

/** A request whose body is not taken: the status and sentence for the client. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly status: 400 | 408 | 413 | 415 | 503;

  constructor(status: BodyError['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The parsed JSON body; undefined if there is none, or none of JSON: Apollo answers that, with its CSRF prevention.
 * Throws a `BodyError` for what is too large, compressed, nested too deep, or not JSON in UTF-8 (RFC 8259 §8.1), or if all that is being
 * read is more than the budget.
 */
export async function readJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new BodyError(415, 'Send the body without a content encoding.');
  if (Number(request.headers['content-length'] ?? 0) > limits.maxBytes) throw tooLarge(limits);
  const bytes = await readBytes(request, limits);
  return isJson(request.headers['content-type']) ? parseJson(bytes, limits) : undefined;
}

function readBytes(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { maxBytes, budget, maxMilliseconds } = limits;
  return new Promise((resolve, reject) => {
    const body = new Pieces();
    // Of most bodies there is one piece, and nothing to wait for.
    let holding: Holding | undefined;
    const refuse = (error: BodyError) => {
      request.off('data', read).pause();
      holding?.release();
      clearTimeout(timer);
      reject(error);
    };
    const read = (piece: Buffer) => {
      body.add(piece);
      if (body.length > maxBytes) refuse(tooLarge(limits));
      else if (body.count > MAX_PIECES) refuse(tooManyPieces());
      else if (body.count > 1) {
        holding ??= budget.hold(() => refuse(tooMuchAtOnce()));
        if (!holding.grow(piece.length)) refuse(tooMuchAtOnce());
      }
    };
    const timer =
      maxMilliseconds === undefined ? undefined : setTimeout(() => refuse(tooSlow()), maxMilliseconds).unref();
    request.on('data', read);
    request.on('end', () => {
      clearTimeout(timer);
      resolve(body.whole());
    });
    request.on('error', reject);
    request.on('close', () => {
      holding?.release();
      clearTimeout(timer);
      // An error is made for those alone that come to none of the others.
      if (!request.complete) reject(new Error('The request was aborted.'));
    });
  });
}

/** A body as it comes. Kept one by one, pieces of a byte each would take a hundred times their size. */
class Pieces {
  count = 0;
  length = 0;
  #bytes: Buffer = NOTHING;

  add(piece: Buffer): void {
    this.count += 1;
    if (this.count === 1) this.#bytes = piece;
    else {
      if (this.length + piece.length > this.#bytes.length) {
        const larger = Buffer.allocUnsafe(2 * (this.length + piece.length));
        this.#bytes.copy(larger, 0, 0, this.length);
        this.#bytes = larger;
      }
      piece.copy(this.#bytes, this.length);
    }
    this.length += piece.length;
  }

  whole(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
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

/** Throws a `BodyError`. */
export function parseJson(bytes: Buffer, limits: BodyLimits): unknown {
  if (bytes.length > limits.maxBytes) throw tooLarge(limits);
  const problem = jsonProblem(bytes);
  if (problem) throw new BodyError(400, `The body ${problem}.`);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new BodyError(400, 'The body is not JSON in UTF-8.');
  }
}

export function isJson(contentType: string | undefined): boolean {
  return contentType === JSON_TYPE || contentType?.split(';')[0]?.trim().toLowerCase() === JSON_TYPE;
}

function tooMuchAtOnce(): BodyError {
  return new BodyError(503, 'Too many requests are being read. Try again in a moment.');
}

function tooManyPieces(): BodyError {
  return new BodyError(413, `The body arrives in more than ${MAX_PIECES} pieces. Send larger ones.`);
}

function tooSlow(): BodyError {
  return new BodyError(408, 'The request did not arrive in time.');
}

function tooLarge({ maxBytes, tellsFigures }: BodyLimits): BodyError {
  return new BodyError(
    413,
    tellsFigures ? `The body is larger than BODY_MAX_BYTES, which is ${maxBytes}.` : 'The body is too large.',
  );
}
