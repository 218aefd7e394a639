import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeEachDatabase } from '../support/databases.js';
import { expectAnswer, expectError, expectInvalid, login, ME, register } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';

describeEachDatabase('register', (engine) => {
  let server: TestServer;
  let admin: Tokens;

  beforeAll(async () => {
    server = await startServer({ engine });
    admin = await server.login(ADMIN.email, ADMIN.password);
  });
  afterAll(() => server.close());

  const emails = async (): Promise<readonly string[]> => {
    const query = '{ users(first: 100) { edges { node { email } } } }';
    const { edges } = expectAnswer(await server.request(query, { token: admin.accessToken }), 'users');
    return edges.map(({ node }: { node: { email: string } }) => node.email);
  };

  test('makes an account with the role USER, and signs it in', async () => {
    const input = { email: 'ada@example.com', password: PASSWORD, name: '  Ada Lovelace ' };
    const { status, auth } = expectAnswer(await register(server, input), 'register');
    expect(status).toBe('ACTIVE');
    expect(auth).toMatchObject({ tokenType: 'Bearer', expiresIn: 600, refreshExpiresIn: 14 * 86_400 });
    const query = '{ me { id email name roles disabled } session { id current } }';
    const me = await server.request(query, { token: auth.accessToken });
    expect(me.errors).toEqual([]);
    expect(me.data).toEqual({
      me: { id: auth.userId, email: 'ada@example.com', name: 'Ada Lovelace', roles: ['USER'], disabled: false },
      session: { id: auth.sessionId, current: true },
    });
  });

  test('the password signs in afterwards, another does not', async () => {
    const { userId } = await server.register('back@example.com');
    const again = expectAnswer(await login(server, 'back@example.com', PASSWORD), 'login');
    expect(again.userId).toBe(userId);
    expectError(await login(server, 'back@example.com', `${PASSWORD} `), 'login', { code: 'INVALID_CREDENTIALS' });
  });

  test.each([
    ['', null],
    ['   ', null],
    [null, null],
    [undefined, null],
    ['Zoë 😀 O’Hara', 'Zoë 😀 O’Hara'],
  ])('the name %j becomes %j', async (name, stored) => {
    const email = `name-${Math.random()}@example.com`;
    const { auth } = expectAnswer(await register(server, { email, password: PASSWORD, name }), 'register');
    const me = await server.request('{ me { name } }', { token: auth.accessToken });
    expect(me.data).toEqual({ me: { name: stored } });
  });

  test.each(['taken@example.com', 'TAKEN@EXAMPLE.COM', 'Taken@Example.Com', '  taken@example.com '])(
    'an address that is taken is refused when spelled %j',
    async (email) => {
      await register(server, { email: 'Taken@example.com', password: PASSWORD });
      const before = await emails();
      const response = await register(server, { email, password: 'another good password' });
      expectError(response, 'register', { code: 'EMAIL_TAKEN', field: 'email' });
      expect(response.errors[0]?.message).toMatch(/^email: /);
      expect(await emails()).toEqual(before);
      expectError(await login(server, email.trim(), 'another good password'), 'login', { code: 'INVALID_CREDENTIALS' });
    },
  );

  test('ten at once with one address make one account', async () => {
    const input = (index: number) => ({
      email: index % 2 ? 'RACE@example.com' : 'race@example.com',
      password: PASSWORD,
    });
    const responses = await Promise.all(Array.from({ length: 10 }, (_, index) => register(server, input(index))));
    expect(responses.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const codes = responses.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code));
    expect(codes).toEqual(Array(9).fill('EMAIL_TAKEN'));
    expect((await emails()).filter((email) => email.toLowerCase() === 'race@example.com')).toHaveLength(1);
  });

  describe.each([
    ['email', 'no @', { email: 'nobody' }],
    ['email', 'nothing', { email: '' }],
    ['email', 'two @', { email: 'a@b@example.com' }],
    ['email', 'a display name', { email: 'Ada <ada@example.com>' }],
    ['email', 'a line break', { email: 'a@example.com\nbcc: b@example.com' }],
    ['email', '255 characters', { email: `${'a'.repeat(243)}@example.com` }],
    ['password', 'nothing', { password: '' }],
    ['password', '7 characters', { password: 'x7-ä2qw' }],
    ['password', '3 characters of 12 bytes', { password: '🙂🙃😀' }],
    ['password', '7 characters when they are composed', { password: 'qzxw8 e\u0301' }],
    ['password', '257 characters', { password: 'ab'.repeat(128).concat('c') }],
    ['password', '100 kB', { password: 'ab'.repeat(50_000) }],
    ['password', 'a common one', { password: 'password1' }],
    ['password', 'a common one in capitals', { password: 'PASSWORD1' }],
    ['password', 'one close to that', { password: 'passw0rd' }],
    ['password', 'the own address', { password: 'bad-input@example.com' }],
    ['password', 'the own name', { name: 'Ada Lovelace', password: 'adalovelace' }],
    ['password', 'what could not be read', { password: 'caf\ufffd au lait' }],
    ['name', '101 characters', { name: 'n'.repeat(101) }],
    ['name', 'a line break', { name: 'Ada\nLovelace' }],
    ['name', 'a tab', { name: 'Ada\tLovelace' }],
    ['name', 'a line separator', { name: 'Ada\u2028Lovelace' }],
  ])('%s: %s', (field, _what, change) => {
    test('is BAD_USER_INPUT that names the field, and nothing is written', async () => {
      const before = await emails();
      const input = { email: 'bad-input@example.com', password: PASSWORD, ...change };
      const response = await register(server, input);
      expectError(response, 'register', { code: 'BAD_USER_INPUT', field });
      expect(response.errors[0]?.message).toMatch(new RegExp(`^${field}: `));
      expect(await emails()).toEqual(before);
    });
  });

  test.each([
    ['8 characters', 'x7-ä2qwz'],
    ['256 characters', 'correct horse battery staple'.padEnd(256, 'ab')],
  ])('a password of %s is taken', async (_what, password) => {
    const email = `password-${password.length}@example.com`;
    expectAnswer(await register(server, { email, password }), 'register');
    expectAnswer(await login(server, email, password), 'login');
    expectError(await login(server, email, password.slice(0, 3)), 'login', { code: 'INVALID_CREDENTIALS' });
  });

  test('a password signs in however its characters are typed, and not without its accent', async () => {
    const [composed, decomposed] = ['caf\u00e9 au lait', 'cafe\u0301 au lait'];
    for (const [email, chosen] of [
      ['composed@example.com', composed],
      ['decomposed@example.com', decomposed],
    ] as const) {
      expectAnswer(await register(server, { email, password: chosen }), 'register');
      for (const typed of [composed, decomposed]) expectAnswer(await login(server, email, typed), 'login');
      expectError(await login(server, email, 'cafe au lait'), 'login', { code: 'INVALID_CREDENTIALS' });
    }
  });

  describe('a field that the input has not', () => {
    const password = 'a password not to be repeated';

    test('`roles` in a variable is an error that names it, and nothing is written', async () => {
      const before = await emails();
      const response = await register(server, { email: 'sneaky@example.com', password, roles: ['ADMIN'] });
      expectInvalid(response, 'BAD_USER_INPUT', /"roles"/);
      expect(await emails()).toEqual(before);
    });

    test('nor does that error repeat the password', async () => {
      const response = await register(server, { email: 'sneaky@example.com', password, roles: ['ADMIN'] });
      expect(JSON.stringify(response.errors)).not.toContain(password);
    });

    test('`roles` in the document is an error that names it', async () => {
      const before = await emails();
      const response = await server.request(
        'mutation { register(input: { email: "s@example.com", password: "a good password", roles: [ADMIN] }) { status } }',
      );
      expectInvalid(response, 'GRAPHQL_VALIDATION_FAILED', /"roles"/);
      expect(await emails()).toEqual(before);
    });

    test('`roles` beside the input is an error that names it', async () => {
      const response = await server.request(
        'mutation { register(input: { email: "s@example.com", password: "a good password" }, roles: [ADMIN]) { status } }',
      );
      expectInvalid(response, 'GRAPHQL_VALIDATION_FAILED', /"roles"/);
    });
  });

  test('a password of another type is an error that does not repeat it', async () => {
    const response = await register(server, { email: 'number@example.com', password: 3141592653589793 });
    expectInvalid(response, 'BAD_USER_INPUT', /input\.password/);
    expect(JSON.stringify(response.errors)).not.toContain('3141592653589793');
  });

  test('one who is signed in may register another, and stays who he is', async () => {
    const { auth } = expectAnswer(
      await register(server, { email: 'other@example.com', password: PASSWORD }, { token: admin.accessToken }),
      'register',
    );
    expect(auth.userId).not.toBe(admin.userId);
    const me = expectAnswer(await server.request(ME, { token: auth.accessToken }), 'me');
    expect(me).toMatchObject({ email: 'other@example.com', roles: ['USER'] });
  });

  test('one request registers one account', async () => {
    const before = await emails();
    const aliases = Array.from(
      { length: 20 },
      (_, i) => `r${i}: register(input: { email: "alias-${i}@example.com", password: "${PASSWORD}" }) { status }`,
    );
    const { data, errors } = await server.request(`mutation { ${aliases.join(' ')} }`);
    expect(Object.values(data).filter(Boolean)).toEqual([{ status: 'ACTIVE' }]);
    expect(errors.map(({ extensions }) => extensions)).toEqual(Array(19).fill({ code: 'BAD_USER_INPUT' }));
    expect(errors.map(({ path }) => path)).toEqual(Array.from({ length: 19 }, (_, i) => [`r${i + 1}`]));
    expect(await emails()).toHaveLength(before.length + 1);
  });
});
