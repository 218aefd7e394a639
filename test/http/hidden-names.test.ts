import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

const servers = new Map<string, TestServer>();
const tokens = new Map<string, string>();

beforeAll(async () => {
  for (const introspection of ['shaped', 'off', 'full']) {
    const server = await startServer({ env: { INTROSPECTION: introspection } });
    servers.set(introspection, server);
    tokens.set(introspection, (await server.login(ADMIN.email, ADMIN.password)).accessToken);
  }
});
afterAll(async () => {
  for (const server of servers.values()) await server.close();
});

interface Asked {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}

async function ask(introspection: string, { query, variables = {} }: Asked, isAdmin = false) {
  const token = isAdmin ? tokens.get(introspection) : undefined;
  const answer = await servers.get(introspection)?.request(query, { variables, ...(token && { token }) });
  if (!answer) throw new Error('There is no such server.');
  return answer;
}

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['users', '{ users(wrongArg: 1) { x } }'],
  ['users', '{ users }'],
  ['me', '{ me { sessions } }'],
  ['auditEvents', '{ auditEvents(first: "x") { edges { node { nope } } } }'],
  ['setUserRoles', 'mutation { setUserRoles(roles: [NOPE]) { id } }'],
  ['updateProfile', 'mutation { updateProfile(input: { nmae: "x" }) { x } }'],
  ['User', '{ ... on User { nope } }'],
  ['UserConnection', 'query ($v: UserConnection) { __typename }'],
  ['Role', 'query ($v: [Role!]) { __typename }'],
  ['auth', '{ __typename @auth(role: ADMIN) }'],
];
const VARIABLES: readonly Asked[] = [
  {
    query: 'mutation ($sent: [Role!]!) { setUserRoles(userId: 1, roles: $sent) { id } }',
    variables: { sent: ['NOPE'] },
  },
  {
    query: 'mutation ($sent: UpdateProfileInput!) { updateProfile(input: $sent) { id } }',
    variables: { sent: { nope: 1 } },
  },
  { query: 'mutation ($sent: UpdateProfileInput!) { updateProfile(input: $sent) { id } }' },
];
const HIDDEN =
  /user(s|Id)|UserConnection|wrongArg|\bUser\b|\bme\b|session|auditEvents?|AuditEvent|setUserRoles|\bRole|ADMIN|[uU]pdateProfile|\bauth\b/g;
const NOT_SHOWN = 'The document does not match a part of the schema that is not visible to you.';

describe('with shaped introspection, to nobody', () => {
  test.each(DOCUMENTS)('%s is as unknown as any other name: %s', async (name, query) => {
    const { status, data, errors } = await ask('shaped', { query });
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors.length).toBeGreaterThan(0);
    for (const { message, extensions } of errors) {
      expect(extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
      expect((message.match(HIDDEN) ?? []).filter((each) => each !== name)).toEqual([]);
    }
    const unknown = `X${'x'.repeat(name.length - 1)}`;
    const other = await ask('shaped', { query: query.replaceAll(name, unknown) });
    expect(other.status).toBe(200);
    const written = new RegExp(`\\b${name}\\b`, 'g');
    expect(JSON.parse(JSON.stringify(errors).replaceAll(written, unknown))).toEqual(other.errors);
  });

  test.each(VARIABLES)('nothing is told of $query', async (asked) => {
    const { status, data, errors } = await ask('shaped', asked);
    expect({ status, data }).toEqual({ status: 200, data: undefined });
    expect(errors).toEqual([
      {
        message: 'Invalid value for $sent.',
        locations: [{ line: 1, column: 11 }],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('a document that fits is refused at the field, whatever is hidden', async () => {
    const { status, data, errors } = await ask('shaped', {
      query: '{ users(first: 1) { edges { cursor } } me { id } }',
    });
    expect({ status, data }).toEqual({ status: 200, data: { users: null, me: null } });
    expect(errors).toMatchObject([
      { path: ['users'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } },
      { path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } },
    ]);
  });

  test('what is shown is told with its names, without values', async () => {
    const query =
      'mutation { register(input: { emial: "x" }) { status } login(email: 1, password: "s3cret") { userIdd } }';
    const { errors } = await ask('shaped', { query });
    expect(errors.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'input: Field "RegisterInput.email" of required type "String!" was not provided.',
        'Field "emial" is not defined by type "RegisterInput".',
        'email: String cannot represent a non string value.',
        'Cannot query field "userIdd" on type "AuthPayload".',
      ]),
    );
    const variables = { input: { email: 7, emial: 's3cret' } };
    const sent = await ask('shaped', {
      query: 'mutation ($input: RegisterInput!) { register(input: $input) { status } }',
      variables,
    });
    expect(sent.errors.map(({ message }) => message)).toEqual([
      'Variable "$input.email": String cannot represent a non string value.',
      'Variable "$input": Field "password" of required type "String!" was not provided.',
      'Variable "$input": Field "emial" is not defined by type "RegisterInput".',
    ]);
  });

  test('a limit of the server is told as it is, and nothing else', async () => {
    const query = `mutation { ${Array.from({ length: 60 }, (_, i) => `a${i}: setUserRoles`).join(' ')} }`;
    const { errors } = await ask('shaped', { query });
    expect(errors).toMatchObject([{ message: expect.stringMatching(/^The operation has 60 fields at its root/) }]);
    expect(errors).toHaveLength(1);
  });
});

describe.each(['shaped', 'full'])('with %s introspection, to an administrator', (introspection) => {
  test('what is wrong is told with its names', async () => {
    const messages = async (asked: Asked) =>
      (await ask(introspection, asked, true)).errors.map(({ message }) => message);
    expect(await messages({ query: '{ users(wrongArg: 1) { x } }' })).toEqual([
      'Unknown argument "wrongArg" on field "Query.users".',
      'Cannot query field "x" on type "UserConnection".',
    ]);
    expect(await messages(VARIABLES[0] ?? { query: '' })).toEqual([
      'Variable "$sent[0]": Value "NOPE" does not exist in "Role" enum.',
    ]);
  });
});

describe('without introspection', () => {
  test.each([...DOCUMENTS.map(([, query]) => query), '{ nope }', 'mutation { login(email: 1) }'])(
    'one sentence is told, even to an administrator: %s',
    async (query) => {
      for (const isAdmin of [false, true]) {
        const { status, data, errors } = await ask('off', { query }, isAdmin);
        expect({ status, data }).toEqual({ status: 200, data: undefined });
        expect(errors).toEqual([
          {
            message: NOT_SHOWN,
            locations: [{ line: 1, column: expect.any(Number) }],
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          },
        ]);
      }
    },
  );

  test('the name of the variable is told, and that there is no introspection', async () => {
    for (const asked of VARIABLES)
      expect((await ask('off', asked, true)).errors).toMatchObject([
        { message: 'Invalid value for $sent.', extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    expect((await ask('off', { query: '{ __schema { queryType { name } } }' })).errors).toMatchObject([
      { message: expect.stringMatching(/introspection/i), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    expect((await ask('off', { query: '{ me { id } }' })).errors).toMatchObject([
      { path: ['me'], extensions: { code: 'UNAUTHENTICATED' } },
    ]);
  });
});

test('with full introspection, names are told to everybody', async () => {
  const { errors } = await ask('full', { query: '{ users(wrongArg: 1) { x } }' });
  expect(errors.map(({ message }) => message)).toEqual([
    'Unknown argument "wrongArg" on field "Query.users".',
    'Cannot query field "x" on type "UserConnection".',
  ]);
});
