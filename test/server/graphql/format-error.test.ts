import { describe, expect, test } from '@jest/globals';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { pino } from 'pino';
import { PortcullisError } from '../../../src/errors.js';
import { createErrorRequests } from '../../../src/server/graphql/error-requests.js';
import { createFormatError } from '../../../src/server/graphql/format-error.js';

const ID = Buffer.alloc(9, 1).toString('base64url');
const place = { locations: [{ line: 1, column: 3 }], path: ['me', 0, 'email'] };

/** What Apollo makes of an error that a resolver threw: it has a code, and ours if there was none. */
function setUp() {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const format = createFormatError({
    log,
    randomBytes: (size) => Buffer.alloc(size, 1),
    errorRequests: createErrorRequests(),
  });
  const formatThrown = (thrown: unknown) => {
    const originalError = thrown instanceof Error ? thrown : new Error(`Unexpected error value: ${String(thrown)}`);
    const error = new GraphQLError(originalError.message, { originalError, path: place.path });
    const code = error.extensions.code ?? 'INTERNAL_SERVER_ERROR';
    const formatted: GraphQLFormattedError = {
      message: error.message,
      ...place,
      extensions: { ...error.extensions, code, stacktrace: ['at secret.js:1'] },
    };
    return format(formatted, error);
  };
  return { logged, format, formatThrown };
}

const coded = (code: string, message = 'hush-hush') => Object.assign(new Error(message), { code });

describe('an error with a code', () => {
  test('goes out as it is, and is not logged', () => {
    const { logged, format } = setUp();
    const error = new PortcullisError('FORBIDDEN', 'You may not.', { field: 'id' }, { cause: new Error('hush-hush') });
    const formatted = { message: error.message, ...place, extensions: { ...error.extensions } };
    expect(format(formatted, error)).toBe(formatted);
    expect(logged).toEqual([]);
  });

  test("goes out even if the code is a module's own", () => {
    const { logged, format } = setUp();
    const formatted = { message: 'The shelf is full.', extensions: { code: 'SHELF_FULL', shelf: 3 } };
    expect(format(formatted, new GraphQLError('The shelf is full.'))).toEqual(formatted);
    expect(logged).toEqual([]);
  });
});

describe('an unexpected error', () => {
  test('goes out as an id and where it happened, and to the log with its cause', () => {
    const { logged, formatThrown } = setUp();
    const cause = new Error('hush-hush cause');
    expect(formatThrown(new Error('hush-hush message', { cause }))).toEqual({
      message: `Something went wrong. Find out more in the log under ${ID}.`,
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', id: ID },
    });
    expect(logged).toMatchObject([{ level: 50, msg: 'unexpected error', id: ID, path: place.path }]);
    expect(logged[0]?.err).toMatchObject({ type: 'Error', message: 'hush-hush message: hush-hush cause' });
    expect(JSON.stringify(logged[0]?.err)).toContain('format-error.test');
  });

  test('nothing else that it carries goes out', () => {
    const { formatThrown } = setUp();
    const thrown = Object.assign(new Error('hush-hush'), {
      extensions: { code: 'INTERNAL_SERVER_ERROR', sql: 'hush-hush', stacktrace: ['hush-hush'] },
      detail: 'hush-hush',
    });
    expect(JSON.stringify(formatThrown(thrown))).not.toContain('hush');
  });

  test.each(['hush-hush', 42, null, undefined, { message: 'hush-hush' }])('may be no Error: %p', (thrown) => {
    const { logged, formatThrown } = setUp();
    expect(formatThrown(thrown).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', id: ID });
    expect(logged).toHaveLength(1);
  });

  test('without a place in the query has none', () => {
    const { format } = setUp();
    const formatted = { message: 'hush-hush', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
    expect(format(formatted, new GraphQLError('hush-hush'))).toEqual({
      message: `Something went wrong. Find out more in the log under ${ID}.`,
      extensions: { code: 'INTERNAL_SERVER_ERROR', id: ID },
    });
  });

  test('has an id of its own each time', () => {
    const ids = new Set<unknown>();
    const bytes = [1, 2, 3];
    const randomBytes = (size: number) => Buffer.alloc(size, bytes.pop());
    const format = createFormatError({
      log: pino({ level: 'silent' }),
      randomBytes,
      errorRequests: createErrorRequests(),
    });
    for (let round = 0; round < 3; round += 1) {
      ids.add(format({ message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } }, new Error()).extensions?.id);
    }
    expect(ids.size).toBe(3);
  });
});

describe('a fault of the database', () => {
  test.each(['ECONNREFUSED', '08006', '57014', '53300', '40P01', 'SQLITE_BUSY', 'SQLITE_FULL'])(
    '%s is an outage: it can be tried again',
    (code) => {
      const { logged, formatThrown } = setUp();
      expect(formatThrown(coded(code))).toEqual({
        message: 'The service is temporarily unavailable. Try again in a moment.',
        ...place,
        extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 },
      });
      expect(logged).toMatchObject([{ level: 40, msg: 'the database cannot be reached', id: ID, err: { code } }]);
    },
  );

  test.each(['42601', '23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR', 'ENOENT'])('%s is ours to mend', (code) => {
    const { logged, formatThrown } = setUp();
    expect(formatThrown(coded(code)).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', id: ID });
    expect(logged).toMatchObject([{ level: 50, msg: 'unexpected error' }]);
  });

  test('a text that cannot be stored is the mistake of the client', () => {
    const { logged, formatThrown } = setUp();
    expect(formatThrown(coded('ERR_UNSTORABLE_TEXT'))).toEqual({
      message: 'A string contains U+0000 or half a character (a lone surrogate), and cannot be stored.',
      ...place,
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(logged).toEqual([]);
  });
});
