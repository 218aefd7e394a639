import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { REFRESH_IDLE_SECONDS: '100', CLOCK_TOLERANCE_SECONDS: '0' } });
});
afterAll(() => server.close());

const LARGE = 900_000;

/** Each of these held the whole process up for minutes, where the work grew with the square of the input. */
describe('a large value', () => {
  test.each([
    ['of one letter', 'a'.repeat(LARGE)],
    ['of spaces', ' '.repeat(LARGE)],
    ['of what graphql-js says', 'String cannot represent a non string value: '.repeat(LARGE / 50)],
    ['of suggestions', ' Did you mean '.repeat(LARGE / 20)],
    ['of quotation marks', '" at "'.repeat(LARGE / 20)],
  ])('%s, in place of an input object, is refused in a short sentence', async (_what, input) => {
    const { data, errors } = await server.request(
      'mutation ($input: RegisterInput!) { register(input: $input) { status } }',
      { variables: { input } },
    );
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      {
        message: 'Variable "$input": Expected type "RegisterInput" to be an object.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test.each([
    ['of combining marks', `a${'\u0301'.repeat(LARGE / 4)}${'\u0316'.repeat(LARGE / 4)}@example.com`],
    ['of letters', `${'a'.repeat(LARGE)}@example.com`],
  ])('%s as an e-mail address is nobody', async (_what, email) => {
    const query = 'mutation ($email: String!) { login(email: $email, password: "x") { userId } }';
    const { data, errors } = await server.request(query, { variables: { email } });
    expect(data).toEqual({ login: null });
    expect(errors).toMatchObject([{ path: ['login'], extensions: { code: 'INVALID_CREDENTIALS' } }]);
  });

  test('of an unknown role is not sent back', async () => {
    const { accessToken: token } = await server.login(ADMIN.email, ADMIN.password);
    const query = 'mutation ($roles: [Role!]!) { setUserRoles(userId: "x", roles: $roles) { id } }';
    const { errors } = await server.request(query, { token, variables: { roles: ['A'.repeat(40_000)] } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(JSON.stringify(errors).length).toBeLessThan(1000);
  });
});

describe('a null from a variable, where none is allowed', () => {
  test.each([
    [
      'mutation ($e: String = "a") { register(input: { email: $e, password: "hunter2 hunter2" }) { status } }',
      'register',
      'input',
    ],
    ['mutation ($e: String = "a") { login(email: $e, password: "hunter2 hunter2") { userId } }', 'login', 'email'],
  ])('%s is the mistake of the client, and its password is in no log', async (query, field, argument) => {
    const { data, errors } = await server.request(query, { variables: { e: null } });
    expect(data).toEqual({ [field]: null });
    expect(errors).toMatchObject([
      {
        message: `Argument "${argument}" has an invalid value.`,
        path: [field],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(JSON.stringify(server.logged)).not.toContain('hunter2');
  });
});

test('a question mark in the query string is a part of it', async () => {
  const url = `${server.url}?query={__typename}&extensions={"a":"what?"}`;
  const response = await fetch(url, { headers: { 'apollo-require-preflight': 'true' } });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test('an access token does not outlive its session that nobody refreshes', async () => {
  const tokens = await server.register('idle@example.com');
  expect(tokens).toMatchObject({ expiresIn: 100, refreshExpiresIn: 100 });
});
