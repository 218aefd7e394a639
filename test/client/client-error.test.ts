import { describe, expect, test } from '@jest/globals';
import { ClientError, type ClientErrorCode, errorsOf, isCode, type ServerErrorCode } from '../../src/client/index.js';
import type { ErrorCode } from '../../src/errors.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** It compiles as long as client and server know the same codes. */
const isSame: Same<ServerErrorCode, ErrorCode> = true;

const error = (code: string) => ({
  message: 'No.',
  path: ['a', 0],
  extensions: { code, reason: 'R', field: 'f', retryAfter: 2 },
});

describe('an error of the client', () => {
  test('has what the first one says', () => {
    expect(isSame).toBe(true);
    expect(new ClientError([error('FORBIDDEN'), error('NOT_FOUND')], { a: null })).toMatchObject({
      message: 'No.',
      code: 'FORBIDDEN',
      path: ['a', 0],
      reason: 'R',
      field: 'f',
      retryAfter: 2,
      data: { a: null },
    });
  });

  test('without a code is INTERNAL_SERVER_ERROR', () => {
    expect(new ClientError([{ message: 'No.' }]).code).toBe('INTERNAL_SERVER_ERROR');
    expect(new ClientError([]).code).toBe('INTERNAL_SERVER_ERROR');
  });
});

describe('a code', () => {
  test.each<[string, unknown]>([
    ['of this client', new ClientError([error('NOT_FOUND'), error('FORBIDDEN')])],
    ['of Apollo Client', Object.assign(new Error(), { errors: [error('FORBIDDEN')] })],
    ['of urql', Object.assign(new Error(), { graphQLErrors: [error('FORBIDDEN')] })],
    ['of graphql-request', Object.assign(new Error(), { response: { errors: [error('FORBIDDEN')] } })],
    ['of Relay', Object.assign(new Error(), { source: { errors: [error('FORBIDDEN')] } })],
    ['of one error', error('FORBIDDEN')],
  ])('is found in an error %s, and another is not', (_what, thrown) => {
    expect(isCode(thrown, 'FORBIDDEN')).toBe(true);
    expect(isCode(thrown, 'UNAUTHENTICATED')).toBe(false);
  });

  test.each([undefined, null, 'FORBIDDEN', new Error('FORBIDDEN'), { errors: 'FORBIDDEN' }, {}])(
    'is not found in %p',
    (thrown) => {
      expect(isCode(thrown, 'FORBIDDEN')).toBe(false);
      expect(errorsOf(thrown)).toEqual([]);
    },
  );

  test('narrows the type', () => {
    const thrown: unknown = new ClientError([error('FORBIDDEN')]);
    if (!isCode(thrown, 'FORBIDDEN')) throw thrown;
    const code: 'FORBIDDEN' & ClientErrorCode = thrown.code;
    expect(code).toBe('FORBIDDEN');
  });
});
