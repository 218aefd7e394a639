import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { rawPost, sendRaw } from '../support/raw-http.js';
import { startServer, type TestServer } from '../support/server.js';

const MEBIBYTE = 1024 * 1024;

// Whole: the header to send, and the reason.
const CSRF =
  /^Send `content-type: application\/json`, or, with GET, `apollo-require-preflight: true`\..* \(CSRF\), so nothing was run\.$/;

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
afterEach(async () => {
  const { data } = await server.request('{ __typename }');
  expect(data).toEqual({ __typename: 'Query' });
});

const post = (body: NonNullable<RequestInit['body']>, headers: Readonly<Record<string, string>> = {}) =>
  fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' as const }),
  });

/** A valid operation of exactly so many bytes. */
const operationOf = (bytes: number) => {
  const body = JSON.stringify({ query: '{ __typename }', padding: '' });
  return body.replace('"padding":""', `"padding":"${'x'.repeat(bytes - body.length)}"`);
};

async function expectRefused(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const { data, errors } = (await response.json()) as { data?: unknown; errors: unknown[] };
  expect(data).toBeUndefined();
  expect(errors).toEqual([
    expect.objectContaining({ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }),
  ]);
}

describe('the size of a body', () => {
  test('may be 1 MiB', async () => {
    const response = await post(operationOf(MEBIBYTE));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('may not be a byte more', async () => {
    await expectRefused(await post(operationOf(MEBIBYTE + 1)), 413);
  });

  test('may be 1 MiB in chunks', async () => {
    const response = await post(new Blob([operationOf(MEBIBYTE)]).stream());
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test('is refused in advance by its content-length', async () => {
    const { status, head } = await sendRaw(
      server.port,
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${10 * MEBIBYTE}\r\n\r\n`,
    );
    expect(status).toBe(413);
    expect(head).toMatch(/connection: close/);
  });

  test('is refused in chunks, with an answer', async () => {
    const text = operationOf(MEBIBYTE + 1);
    const { status, head, body } = await sendRaw(
      server.port,
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n` +
        `${text.length.toString(16)}\r\n${text}\r\n`,
    );
    expect(status).toBe(413);
    expect(head).toMatch(/connection: close/);
    expect(JSON.parse(body.replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, ''))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('is refused in chunks to a client like fetch', async () => {
    await expectRefused(await post(new Blob([operationOf(MEBIBYTE + 1)]).stream()), 413);
  });

  test('is refused to a client that goes on sending', async () => {
    await expectRefused(await post(operationOf(20 * MEBIBYTE)), 413);
  });

  test('counts whatever the type of the content', async () => {
    await expectRefused(await post('x'.repeat(MEBIBYTE + 1), { 'content-type': 'text/plain' }), 413);
  });
});

describe('a body that is not JSON in UTF-8', () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['nothing', ''],
    ['half an object', '{"query":'],
    ['a word', 'query'],
    ['GraphQL', '{ __typename }'],
    ['a trailing comma', '{"query":"{ __typename }",}'],
    ['single quotes', "{'query':'{ __typename }'}"],
    ['bytes that are not UTF-8', new Uint8Array(Buffer.from('{"query":"{ __typename } #\xff"}', 'latin1'))],
    ['a surrogate in UTF-8', new Uint8Array(Buffer.from('{"query":"{ __typename } #\xed\xa0\x80"}', 'latin1'))],
    ['UTF-16', new Uint8Array(Buffer.from('{"query":"{ __typename }"}', 'utf16le'))],
    ['compressed', new Uint8Array(gzipSync('{"query":"{ __typename }"}'))],
    ['100,000 brackets', '['.repeat(100_000)],
  ])('is 400: %s', async (_what, body) => {
    await expectRefused(await post(body), 400);
  });

  test.each(['null', '5', '"text"', '[]', '{}', '{"query":5}', '{"query":null}', '[{"query":"{ __typename }"}]'])(
    'is 400 as well when it is no operation: %s',
    async (body) => {
      await expectRefused(await post(body), 400);
    },
  );

  test.each(['{"query":"{ __typename }","variables":5}', '{"query":"{ __typename }","variables":"x"}'])(
    'is 400 as well with variables that are none: %s',
    async (body) => {
      await expectRefused(await post(body), 400);
    },
  );
});

describe('a content encoding', () => {
  test.each(['gzip', 'br', 'deflate', 'x', 'gzip, identity'])('%s is 415', async (encoding) => {
    const body = new Uint8Array(gzipSync('{"query":"{ __typename }"}'));
    await expectRefused(await post(body, { 'content-encoding': encoding }), 415);
  });

  test('identity is taken, in any case', async () => {
    for (const encoding of ['identity', 'Identity']) {
      expect((await post(operationOf(100), { 'content-encoding': encoding })).status).toBe(200);
    }
  });
});

describe('the type of the content', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/json;x=y'])(
    '%s is taken',
    async (type) => {
      expect((await post(operationOf(100), { 'content-type': type })).status).toBe(200);
    },
  );

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain;application/json',
  ])('%s is blocked as a cross-site request, and nothing runs', async (type) => {
    server.takeQueries();
    const query = 'mutation { login(email: "root@example.com", password: "a password of the admin") { userId } }';
    const response = await post(JSON.stringify({ query }), { 'content-type': type });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringMatching(CSRF), extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(server.takeQueries().filter((sql) => sql.includes('"users"'))).toEqual([]);
  });

  test('none at all is blocked, too', async () => {
    const body = '{"query":"{ __typename }"}';
    const { status } = await sendRaw(server.port, rawPost([], body).replace('content-type: application/json\r\n', ''));
    expect(status).toBe(400);
  });
});

describe('documents made to hurt', () => {
  const deepFragments = `{ ...F0 } ${Array(500)
    .fill(0)
    .map((_, i) => `fragment F${i} on Query { ...F${i + 1} }`)
    .join(' ')} fragment F500 on Query { __typename }`;

  test.each<[string, string]>([
    ['deep selections', `{ ${'a { '.repeat(4000)} a ${'}'.repeat(4000)} }`],
    ['deep lists', `{ user(id: ${'['.repeat(4900)}${']'.repeat(4900)}) { id } }`],
    ['deep objects', `mutation { register(input: ${'{a:'.repeat(3000)}1${'}'.repeat(3000)}) { status } }`],
    ['more than 5,000 tokens', `{ ${'__typename '.repeat(5000)} }`],
    ['more than 100,000 characters', `{ __typename } ${','.repeat(100_000)}`],
    ['more than 5,000 lines', `{ __typename ${'\n'.repeat(5000)} }`],
    ['deep inline fragments', `{ ${'...{'.repeat(3325)} __typename ${'}'.repeat(3325)} }`],
    ['deep types of variables', `query ($v: ${'['.repeat(2400)}Int${']'.repeat(2400)}) { __typename }`],
    ['lists without an end', `{ user(id: ${'['.repeat(4900)}`],
    ['fragments deep in fragments', deepFragments],
    ['2,000 fields that might conflict', `{ ${'me { id } '.repeat(1200)} }`],
    ['a fragment of itself', '{ me { ...A } } fragment A on User { ...A }'],
    ['U+0000', '{ __typename \u0000 }'],
    ['an unpaired quote', '{ user(id: "'],
    ['nothing but a comment', '# nothing'],
    ['an unknown directive', '{ __typename @nobody }'],
  ])('%s are the fault of the client', async (_what, query) => {
    const { status, data, errors } = await server.request(query);
    const code = errors[0]?.extensions.code;
    expect(code).toMatch(/^(GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED|OPERATION_TOO_COMPLEX|BAD_REQUEST)$/);
    expect({ status, data }).toEqual({ status: code === 'BAD_REQUEST' ? 400 : 200, data: undefined });
  });

  test('a subscription, which the schema has not, is the fault of the client, and no error of ours', async () => {
    const { errors } = await server.request('subscription { me { id } }');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(server.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  test.each([
    ['100,000 characters', (length: number) => `{ __typename }${','.repeat(length - 14)}`, 100_000],
    ['5,000 lines', (lines: number) => `{ __typename ${'\r\n'.repeat(lines - 1)} }`, 5000],
    ['200 levels', (depth: number) => `{ ${'...{'.repeat(depth - 1)} __typename ${'}'.repeat(depth - 1)} }`, 200],
  ])('%s are not too many, and one more is', async (what, make, most) => {
    expect(await server.request(make(most))).toMatchObject({ data: { __typename: 'Query' }, errors: [] });
    const message = expect.stringContaining(`more than ${most}`);
    expect(what).toContain(most.toLocaleString('en'));
    const { status, data, errors } = await server.request(make(most + 1));
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors).toEqual([expect.objectContaining({ message, extensions: { code: 'BAD_REQUEST' } })]);
  });

  test('a GET has the same limits', async () => {
    const get = (parameters: Record<string, string>) =>
      fetch(`${server.url}?${new URLSearchParams(parameters)}`, { headers: { 'apollo-require-preflight': 'yes' } });
    const deep = `{ ${'...{'.repeat(300)} __typename ${'}'.repeat(300)} }`;
    await expectRefused(await get({ query: deep }), 400);
    await expectRefused(
      await get({ query: '{ __typename }', variables: `{"a":${'['.repeat(300)}${']'.repeat(300)}}` }),
      400,
    );
    expect(await (await get({ query: '{ __typename }', variables: '{"a":1}' })).json()).toEqual({
      data: { __typename: 'Query' },
    });
  });

  test('variables may be larger than a document, and not deeper', async () => {
    const query = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';
    const large = await server.request(query, { variables: { email: `${'\n'.repeat(6000)}${'x'.repeat(500_000)}` } });
    expect(large).toMatchObject({ status: 200, data: { requestPasswordReset: true }, errors: [] });
    await expectRefused(
      await post(`{"query":"{ __typename }","variables":{"v":${'['.repeat(300)}${']'.repeat(300)}}}`),
      400,
    );
    await expectRefused(
      await post(`{"query":"{ __typename }","variables":{"v":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}}`),
      400,
    );
  });

  test('variables with many faults are told of ten, with a code', async () => {
    const variables = {
      input: {
        password: 'x'.repeat(300_000),
        ...Object.fromEntries(
          Array(60)
            .fill(0)
            .map((_, i) => [`a${i}`, 1]),
        ),
      },
    };
    const query = 'mutation ($input: RegisterInput!) { register(input: $input) { status } }';
    const { status, data, errors } = await server.request(query, { variables });
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors).toHaveLength(10);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
  });

  test('a document with many faults is told of ten', async () => {
    const { status, errors } = await server.request(
      `{ ${Array(50)
        .fill(0)
        .map((_, i) => `nobody${i}`)
        .join(' ')} }`,
    );
    expect(status).toBe(200);
    expect(errors.length).toBeLessThanOrEqual(11);
    expect(errors[9]?.message).toBe('Cannot query field "nobody9" on type "Query".');
  });
});
