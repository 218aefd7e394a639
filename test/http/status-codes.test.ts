import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PortcullisError } from '../../src/errors.js';
import { type Host, hosts } from '../support/embedded.js';
import { ADMIN, createTestServer, startServer, type TestServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const busy = (retryAfter: number) => () => {
  throw new PortcullisError('RATE_LIMITED', 'Too often.', { retryAfter });
};
/** Refuses whoever asks, with a token or without. */
const closed = () => {
  throw new PortcullisError('FORBIDDEN', 'Not from here.');
};
const limited = createTestModule({
  sdl: `
    extend type Query {
      soon: String @public
      later: String @public
      must: String! @auth(role: ADMIN)
      mine: [User] @auth
      closed: String @public
    }`,
  resolvers: { Query: { soon: busy(7), later: busy(30), must: () => 'x', mine: () => [null], closed } },
});

const INVALID = 'Bearer error="invalid_token"';
const MISSING = 'Bearer realm="graphql"';
const INSUFFICIENT = 'Bearer error="insufficient_scope"';

type Who = 'nobody' | 'a bad token' | 'a wrong scheme' | 'a user';
interface Case {
  readonly who?: Who;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly mapped: number;
  readonly newer: number;
  /** Beside 401, 403 and 429. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Of a refresh token that is not there, and of one that is none: for nobody, a bad access token, and a good one. */
const REFRESHES = [
  { query: 'mutation { refresh { userId } }', headers: [MISSING, MISSING, MISSING] },
  { query: 'mutation { refresh(refreshToken: "x") { userId } }', headers: [MISSING, INVALID, INVALID] },
] as const;

const cases: readonly Case[] = [
  { query: '{ __typename }', mapped: 200, newer: 200 },
  // Everything was refused.
  { query: '{ me { id } }', mapped: 401, newer: 294, headers: { 'www-authenticate': MISSING } },
  { query: '{ a: me { id } b: users { edges { cursor } } }', mapped: 401, newer: 294 },
  { who: 'a bad token', query: '{ me { id } }', mapped: 401, newer: 294, headers: { 'www-authenticate': INVALID } },
  { who: 'a wrong scheme', query: '{ me { id } }', mapped: 401, newer: 294, headers: { 'www-authenticate': MISSING } },
  { query: '{ must }', mapped: 401, newer: 294, headers: { 'www-authenticate': MISSING } },
  { query: 'mutation { logoutAll }', mapped: 401, newer: 294 },
  // Of a mutation, what was not run counts with what was refused.
  { query: 'mutation { logoutAll refresh(refreshToken: "x") { userId } }', mapped: 401, newer: 294 },
  {
    who: 'a user',
    query: '{ users { edges { cursor } } }',
    mapped: 403,
    newer: 294,
    headers: { 'www-authenticate': INSUFFICIENT },
  },
  { who: 'a user', query: '{ must }', mapped: 403, newer: 294 },
  // No error code for who sent no token, and none of the access token for what does not hang on it (RFC 6750 §3.1).
  { query: '{ closed }', mapped: 403, newer: 294, headers: { 'www-authenticate': MISSING } },
  { who: 'a bad token', query: '{ closed }', mapped: 403, newer: 294, headers: { 'www-authenticate': MISSING } },
  { who: 'a user', query: '{ closed }', mapped: 403, newer: 294, headers: { 'www-authenticate': INSUFFICIENT } },
  ...REFRESHES.flatMap(({ query, headers: [nobody, bad, user] }): Case[] => [
    { query, mapped: 401, newer: 294, headers: { 'www-authenticate': nobody } },
    { who: 'a bad token', query, mapped: 401, newer: 294, headers: { 'www-authenticate': bad } },
    { who: 'a user', query, mapped: 401, newer: 294, headers: { 'www-authenticate': user } },
  ]),
  { query: '{ soon }', mapped: 429, newer: 294, headers: { 'retry-after': '7' } },
  { query: '{ soon later }', mapped: 429, newer: 294, headers: { 'retry-after': '30' } },
  // Not everything, or not for one reason.
  { query: '{ __typename me { id } }', mapped: 200, newer: 294 },
  { who: 'a user', query: '{ me { id } users { edges { cursor } } }', mapped: 200, newer: 294 },
  { query: '{ me { id } soon }', mapped: 200, newer: 294 },
  { query: 'mutation { login(email: "a@example.com", password: "b") { userId } }', mapped: 200, newer: 294 },
  // Nothing was run.
  { query: '{', mapped: 200, newer: 400 },
  { query: '{ nothing }', mapped: 200, newer: 400 },
  { query: 'query ($id: ID!) { user(id: $id) { id } }', mapped: 200, newer: 400 },
  { query: 'query A { __typename } query B { __typename }', mapped: 200, newer: 400 },
];

const TYPES = { json: 'application/json', newer: 'application/graphql-response+json' } as const;

/** Their Authorization headers. */
let tokens: Readonly<Record<Who, string | undefined>>;

const bodyOf = ({ query, variables }: Case) => JSON.stringify({ query, variables });
const headersOf = ({ who = 'nobody' }: Case, accept: string): Record<string, string> => ({
  'content-type': 'application/json',
  accept,
  ...(tokens[who] && { authorization: tokens[who] }),
});

describe.each(['graphql', 'mapped'] as const)('with HTTP_STATUS=%s', (mode) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { HTTP_STATUS: mode }, modules: [limited] });
    const { accessToken } = await server.register('ada@example.com');
    tokens = {
      nobody: undefined,
      'a bad token': 'Bearer x',
      'a wrong scheme': `JWT ${accessToken}`,
      'a user': `Bearer ${accessToken}`,
    };
  });
  afterAll(() => server.close());

  /** The first time by Apollo; then it is a document that is known. */
  const thrice = async (given: Case, accept: string) => {
    const answers: Response[] = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(await fetch(server.url, { method: 'POST', headers: headersOf(given, accept), body: bodyOf(given) }));
    return answers;
  };

  test.each(cases.map((given) => [given.who ?? 'nobody', given.query, given] as const))(
    '%s asks %s',
    async (_who, _query, given) => {
      const expected = { json: mode === 'mapped' ? given.mapped : 200, newer: given.newer };
      for (const type of ['json', 'newer'] as const) {
        for (const response of await thrice(given, TYPES[type])) {
          expect({ type, status: response.status }).toEqual({ type, status: expected[type] });
          expect(response.headers.get('content-type')).toMatch(TYPES[type]);
          expect(response.headers.get('cache-control')).toBe('no-store');
          const told = type === 'json' && mode === 'mapped' ? given.headers : {};
          if (told) {
            const names = ['www-authenticate', 'retry-after'];
            const sent = [...response.headers].filter(([name]) => names.includes(name));
            expect(Object.fromEntries(sent)).toEqual(told);
          }
          expect(await response.json()).toHaveProperty(
            response.status === 200 && given.newer === 200 ? 'data' : 'errors',
          );
        }
      }
    },
  );

  test('what is no well-formed request is 400, and a mutation by GET 405', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(server.url, { method: 'POST', headers, body: '{' })).status).toBe(400);
    expect((await fetch(server.url, { method: 'POST', headers, body: '{"qeury":"{ me }"}' })).status).toBe(400);
    expect((await fetch(`${server.url}?query=mutation{logoutAll}`)).status).toBe(405);
  });
});

describe.each(Object.entries(hosts))('with HTTP_STATUS=mapped, by server.%s', (_name, hostOf) => {
  let host: Host;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const created = await createTestServer({ env: { HTTP_STATUS: 'mapped' } });
    close = created.close;
    host = await hostOf(created.server);
  });
  afterAll(async () => {
    await host.close();
    await close();
  });

  test('the same holds', async () => {
    for (let time = 0; time < 2; time += 1) {
      const body = JSON.stringify({ query: '{ me { id } }' });
      const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      const refused = await host.send('/graphql', sent);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, MISSING]);
      expect(await refused.json()).toMatchObject({ data: { me: null }, errors: [{ path: ['me'] }] });
      const login = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") { userId } }`;
      const answered = await host.send('/graphql', { ...sent, body: JSON.stringify({ query: login }) });
      expect(answered.status).toBe(200);
    }
  });
});
