import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RawResponse, rawPost, sendRaw } from '../support/raw-http.js';
import { startServer, type TestServer, type Tokens } from '../support/server.js';

/** Beside a public field, a protected one. */
const QUERY = JSON.stringify({ query: '{ __typename public: __typename me { id } }' });

let server: TestServer;
let tokens: Tokens;

beforeAll(async () => {
  server = await startServer();
  tokens = await server.register('ada@example.com');
});
afterAll(() => server.close());

const send = (...lines: readonly string[]) => sendRaw(server.port, rawPost(lines, QUERY));

function expectAnonymous({ status, body }: RawResponse, reason: string): void {
  expect(status).toBe(200);
  const { data, errors } = JSON.parse(body);
  expect(data).toEqual({ __typename: 'Query', public: 'Query', me: null });
  expect(errors).toEqual([expect.objectContaining({ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason } })]);
}

function expectViewer({ status, body }: RawResponse): void {
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({ data: { __typename: 'Query', public: 'Query', me: { id: tokens.userId } } });
}

describe('the authorization header with a good token', () => {
  test.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('is known as %s', async (scheme) => {
    expectViewer(await send(`authorization: ${scheme} ${tokens.accessToken}`));
  });

  test.each(['Authorization', 'AUTHORIZATION', 'authorization'])('is known as %s', async (name) => {
    expectViewer(await send(`${name}: Bearer ${tokens.accessToken}`));
  });

  test('may have white space around', async () => {
    expectViewer(await send(`authorization:\t Bearer  \t${tokens.accessToken}  `));
  });
});

describe('without a token', () => {
  test.each([
    ['no header', []],
    ['an empty header', ['authorization:']],
    ['a blank header', ['authorization:   ']],
    ['Basic', ['authorization: Basic cm9vdDpyb290']],
    ['another scheme', ['authorization: Digest username="root"']],
    ['`Bearer` alone', ['authorization: Bearer']],
    ['`Bearer` and a space', ['authorization: Bearer ']],
    ['a proxy’s header', ['proxy-authorization: Bearer x']],
  ] as const)('%s: public fields answer, protected ones are TOKEN_MISSING', async (_what, lines) => {
    expectAnonymous(await send(...lines), 'TOKEN_MISSING');
  });

  test('the token alone, without a scheme, does not count, and why is said', async () => {
    const response = await send(`authorization: ${tokens.accessToken}`);
    expectAnonymous(response, 'SCHEME_NOT_BEARER');
    expect(JSON.parse(response.body).errors[0].message).toBe(
      'The access token was sent with the wrong scheme, or none. Send it as: Authorization: Bearer <token>',
    );
    expect(response.body).not.toContain(tokens.accessToken.slice(0, 20));
  });

  test.each(['JWT ', 'Token ', 'Basic ', 'Bearer'])('nor does one after %j', async (scheme) => {
    expectAnonymous(await send(`authorization: ${scheme}${tokens.accessToken}`), 'SCHEME_NOT_BEARER');
  });

  test('nor one in the query string, a cookie or the body (RFC 6750 §2.2, §2.3)', async () => {
    const query = new URLSearchParams({ query: '{ me { id } }', access_token: tokens.accessToken });
    const response = await fetch(`${server.url}?${query}`, {
      headers: { 'apollo-require-preflight': 'true', cookie: `access_token=${tokens.accessToken}` },
    });
    expect(await response.json()).toMatchObject({
      data: { me: null },
      errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
    });
  });
});

describe('a bad header', () => {
  test.each([
    ['a word', 'x'],
    ['two dots', '..'],
    ['dots between words', 'a.b.c'],
    ['`null`', 'null'],
    ['`undefined`', 'undefined'],
    ['a comma', ','],
    ['an own scheme inside', 'Bearer Bearer'],
    ['JSON', '{"alg":"none"}'],
    ['bytes that are not ASCII', '\xff\xfe\x80'],
    ['UTF-8', Buffer.from('é.ü.😀').toString('latin1')],
    ['15 kB', 'x'.repeat(15_000)],
    ['15 kB of dots', '.'.repeat(15_000)],
    ['15 kB in three parts', `${'e'.repeat(5000)}.${'y'.repeat(5000)}.${'J'.repeat(5000)}`],
    ['a nested array in the header', `${Buffer.from('['.repeat(3000)).toString('base64url')}.e30.e30`],
    ['JSON of null', 'bnVsbA.bnVsbA.bnVsbA'],
    ['a prototype', `${Buffer.from('{"__proto__":{"typ":"at+jwt"}}').toString('base64url')}.e30.e30`],
  ])('of %s: public fields answer, protected ones are TOKEN_INVALID', async (_what, token) => {
    expectAnonymous(await send(`authorization: Bearer ${token}`), 'TOKEN_INVALID');
  });

  test('of two tokens is TOKEN_INVALID, though one of them is good', async () => {
    const good = tokens.accessToken;
    for (const header of [`${good} x`, `x ${good}`, `${good} ${good}`, `${good},${good}`, `${good}, Bearer ${good}`]) {
      expectAnonymous(await send(`authorization: Bearer ${header}`), 'TOKEN_INVALID');
    }
  });

  test('twice is TOKEN_INVALID, though one of them is good', async () => {
    const good = `authorization: Bearer ${tokens.accessToken}`;
    expectAnonymous(await send(good, good), 'TOKEN_INVALID');
    expectAnonymous(await send(good, 'authorization: Basic cm9vdDpyb290'), 'TOKEN_INVALID');
    expectAnonymous(await send('authorization: Bearer x', good), 'TOKEN_INVALID');
    expectAnonymous(await send(good, 'AUTHORIZATION:'), 'TOKEN_INVALID');
  });

  test('of 17 kB is 431', async () => {
    expect((await send(`authorization: Bearer ${'x'.repeat(17_000)}`)).status).toBe(431);
  });

  test.each([
    ['U+0000', 'a\x00b'],
    ['a folded line', 'a\r\n b'],
    ['a bare carriage return', 'a\rb'],
  ])('with %s is a bad request', async (_what, token) => {
    const { status } = await send(`authorization: Bearer ${token}`);
    expect([200, 400]).toContain(status);
  });

  test('leaves the server as it was', async () => {
    expectViewer(await send(`authorization: Bearer ${tokens.accessToken}`));
    expect(server.logged.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});

test('a refused field does not stop its siblings, and each refusal has its path', async () => {
  const { data, errors } = await server.request(
    'query { a: me { id } sessions { id } users { edges { cursor } } b: me { id } __typename }',
  );
  expect(data).toEqual({ a: null, sessions: null, users: null, b: null, __typename: 'Query' });
  expect(errors.map(({ path }) => path)).toEqual([['a'], ['sessions'], ['users'], ['b']]);
});
