import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createByteBudget } from '../../../src/server/http/byte-budget.js';
import { BodyError, type BodyLimits, readJsonBody } from '../../../src/server/http/read-body.js';

const MEGABYTE = 1024 * 1024;

interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly (string | Buffer)[];
}

const json = { 'content-type': 'application/json' };

/** A request as far as it is read. */
const requestOf = ({ method = 'POST', headers = json, chunks = [] }: Request) =>
  Object.assign(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { method, headers }) as Readable &
    Pick<IncomingMessage, 'method' | 'headers'> as IncomingMessage;

const limits: BodyLimits = {
  maxBytes: MEGABYTE,
  budget: createByteBudget({ maxBytes: MEGABYTE }),
  tellsFigures: true,
};

const read = (request: Request, given: Partial<BodyLimits> = {}) =>
  readJsonBody(requestOf(request), { ...limits, ...given });

const refusalOf = async (request: Request, given?: Partial<BodyLimits>) => {
  try {
    return await read(request, given);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return { status: error.status, message: error.message };
  }
};

describe('the body', () => {
  test.each([
    ['whole', ['{"query":"{ me { id } }"}']],
    [
      'in pieces, cut within a character',
      [Buffer.from('{"query":"ü"}').subarray(0, 11), Buffer.from('{"query":"ü"}').subarray(11)],
    ],
    ['with white space', [' \n{"query":"x"}\n']],
  ])('is parsed %s', async (_what, chunks) => {
    expect(await read({ chunks })).toEqual({ query: expect.any(String) });
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;x=y'])(
    'is JSON by %s',
    async (contentType) => {
      expect(await read({ headers: { 'content-type': contentType }, chunks: ['[1]'] })).toEqual([1]);
    },
  );

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/application/json', ''])(
    'is none of ours by %j',
    async (contentType) => {
      expect(await read({ headers: { 'content-type': contentType }, chunks: ['[1]'] })).toBeUndefined();
    },
  );

  test.each(['GET', 'HEAD'])('of %s is not read', async (method) => {
    expect(await read({ method, chunks: ['not JSON'] })).toBeUndefined();
  });
});

describe('what is refused', () => {
  const notJson = { status: 400, message: 'The body is not JSON in UTF-8.' };
  test.each([
    ['nothing', []],
    ['half of it', ['{"query":']],
    ['two of them', ['{}{}']],
    ['a byte order mark in UTF-16', [Buffer.from('\ufeff{}', 'utf16le')]],
    ['bytes that are no UTF-8', [Buffer.from([0x22, 0xff, 0x22])]],
    ['a comment', ['{} // comment']],
  ])('%s is 400', async (_what, chunks) => {
    expect(await refusalOf({ chunks })).toEqual(notJson);
  });

  const tooLarge = { status: 413, message: 'The body is larger than BODY_MAX_BYTES, which is 1048576.' };
  test('a megabyte is not too large, a byte more is', async () => {
    const text = `"${'x'.repeat(MEGABYTE - 2)}"`;
    expect(await refusalOf({ chunks: [text] })).toHaveLength(MEGABYTE - 2);
    expect(await refusalOf({ chunks: [text, ' '] })).toEqual(tooLarge);
    expect(await refusalOf({ chunks: [text, ' '], headers: { 'content-type': 'text/plain' } })).toEqual(tooLarge);
  });

  test('what is configured decides, and in production clients are not told how much that is', async () => {
    const text = `"${'x'.repeat(1022)}"`;
    expect(await refusalOf({ chunks: [text] }, { maxBytes: 1024 })).toHaveLength(1022);
    expect(await refusalOf({ chunks: [text, ' '] }, { maxBytes: 1024, tellsFigures: false })).toEqual({
      status: 413,
      message: 'The body is too large.',
    });
  });

  test('a length that is announced too large, before anything is read', async () => {
    const headers = { ...json, 'content-length': String(MEGABYTE + 1) };
    expect(await refusalOf({ headers, chunks: ['{}'] })).toEqual(tooLarge);
  });

  test.each(['gzip', 'br', 'identity, gzip', 'Identity2'])('%s is 415', async (encoding) => {
    expect(await refusalOf({ headers: { ...json, 'content-encoding': encoding }, chunks: ['{}'] })).toEqual({
      status: 415,
      message: 'Send the body without a content encoding.',
    });
  });
});
