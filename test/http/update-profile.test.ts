import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../support/databases.js';
import { expectAlive, expectAnswer, expectError, expectInvalid, register } from '../support/operations.js';
import { PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

describeEachDatabase('updateProfile', (engine) => {
  let server: TestServer;
  let ada: Tokens;
  let count = 0;

  beforeAll(async () => {
    server = await startServer({ engine });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    count += 1;
    const input = { email: `ada-${count}@example.com`, password: PASSWORD, name: 'Ada' };
    ada = expectAnswer(await register(server, input), 'register').auth;
  });

  const update = (input: unknown, token: string | undefined = ada.accessToken) =>
    server.request('mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id name email } }', {
      variables: { input },
      token,
    });
  const nameOf = async ({ accessToken }: Tokens) =>
    expectAnswer(await server.request('{ me { name } }', { token: accessToken }), 'me').name;

  test.each([
    [{ name: ' Ada Lovelace ' }, 'Ada Lovelace'],
    [{ name: 'Zoë 😀 O’Hara' }, 'Zoë 😀 O’Hara'],
    [{ name: 'x'.repeat(100) }, 'x'.repeat(100)],
    [{ name: '' }, null],
    [{ name: null }, null],
    [{}, 'Ada'],
  ])('%j', async (input, name) => {
    const answer = expectAnswer(await update(input), 'updateProfile');
    expect(answer).toEqual({ id: ada.userId, name, email: `ada-${count}@example.com` });
    expect(await nameOf(ada)).toBe(name);
    await expectAlive(server, ada);
  });

  test.each(['x'.repeat(101), 'Ada\nLovelace', 'Ada\tLovelace'])(
    'the name %.20j is refused, and nothing changes',
    async (name) => {
      expectError(await update({ name }), 'updateProfile', { code: 'BAD_USER_INPUT', field: 'name' });
      expect(await nameOf(ada)).toBe('Ada');
    },
  );

  test.each(['email', 'roles', 'disabled', 'emailVerified', 'id'])('has no %s', async (field) => {
    expectInvalid(await update({ name: 'Mallory', [field]: 'x' }), 'BAD_USER_INPUT', new RegExp(`"${field}"`));
    expect(await nameOf(ada)).toBe('Ada');
  });

  test('changes nobody else', async () => {
    const other = await server.register(`other-${count}@example.com`);
    await update({ name: 'Mallory' }, other.accessToken);
    expect(await nameOf(ada)).toBe('Ada');
    expect(await nameOf(other)).toBe('Mallory');
  });

  test('is not for nobody', async () => {
    const response = await server.request('mutation { updateProfile(input: { name: "x" }) { id } }');
    expectError(response, 'updateProfile', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
  });
});
