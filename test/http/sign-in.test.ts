import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { countHashes } from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAlive, expectAnswer, expectError, login, takeRequestQueries } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const WRONG = 'not the password at all';

describeEachDatabase('login', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let ada: Tokens;

  beforeAll(async () => {
    place = await createServerPlace(engine);
    server = await startServer({ place, clock: clock.now });
    ada = await server.register('Ada@example.com');
    const { userId } = await server.register('disabled@example.com');
    await withDatabase(place, ({ query }) =>
      query.updateTable('users').set({ disabled: 1 }).where('id', '=', userId).execute(),
    );
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(() => {
    server.takeQueries();
  });

  test('opens a session of its own each time', async () => {
    const first = expectAnswer(await login(server, 'ada@example.com', PASSWORD), 'login');
    const second = expectAnswer(await login(server, 'ada@example.com', PASSWORD), 'login');
    expect(first).toMatchObject({ tokenType: 'Bearer', userId: ada.userId });
    expect(new Set([ada.sessionId, first.sessionId, second.sessionId]).size).toBe(3);
    await expectAlive(server, first);
    await expectAlive(server, second);
  });

  test.each(['ada@example.com', 'ADA@EXAMPLE.COM', 'aDa@eXample.Com'])('takes %s for Ada', async (email) => {
    expect(expectAnswer(await login(server, email, PASSWORD), 'login').userId).toBe(ada.userId);
  });

  test.each([PASSWORD.toUpperCase(), ` ${PASSWORD}`, `${PASSWORD} `, `${PASSWORD}\n`, PASSWORD.slice(0, -1), ''])(
    'takes %j not for the password',
    async (password) => {
      expectError(await login(server, 'ada@example.com', password), 'login', { code: 'INVALID_CREDENTIALS' });
    },
  );

  describe('an unknown address, a wrong password and a disabled account', () => {
    const cases = [
      ['unknown@example.com', WRONG],
      ['ada@example.com', WRONG],
      ['disabled@example.com', WRONG],
      ['disabled@example.com', PASSWORD],
    ] as const;
    const send = (email: string, password: string) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { userId } }',
          variables: { e: email, p: password },
        }),
      });

    test('get the same answer to the byte', async () => {
      const answers = [];
      for (const [email, password] of cases) {
        const response = await send(email, password);
        const { date: _, 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
        answers.push({ status: response.status, headers, body: await response.text() });
      }
      expect(answers).toEqual(Array(cases.length).fill(answers[0]));
      expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({
        data: { login: null },
        errors: [{ path: ['login'], extensions: { code: 'INVALID_CREDENTIALS' } }],
      });
    });

    test('ask the database the same one question, and leave the same trace', async () => {
      const asked: (readonly string[])[] = [];
      for (const [email, password] of cases) {
        await send(email, password);
        asked.push(takeRequestQueries(server));
      }
      const expected = [
        expect.stringContaining('"email_key" ='),
        expect.stringContaining('insert into "audit_events"'),
      ];
      expect(asked).toEqual(Array(cases.length).fill(expected));
    });

    test('cost one hash each', async () => {
      for (const [email, password] of cases) {
        expect(await countHashes(server, () => send(email, password))).toBe(1);
      }
    });

    test('leave no session behind', async () => {
      const count = () => withDatabase(place, ({ query }) => query.selectFrom('sessions').selectAll().execute());
      const before = (await count()).length;
      for (const [email, password] of cases) await send(email, password);
      expect(await count()).toHaveLength(before);
    });
  });

  test.each([
    "' or '1'='1",
    "ada@example.com' --",
    'ada@example.com"; drop table users; --',
    '%',
    'ada@example.co_',
    'ada@example.com\\',
    '',
    'x'.repeat(100_000),
  ])('the address %.40j is nobody’s', async (email) => {
    expectError(await login(server, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    expectAnswer(await login(server, 'ada@example.com', PASSWORD), 'login');
  });

  test('a huge password is wrong', async () => {
    expectError(await login(server, 'ada@example.com', 'p'.repeat(1_000_000)), 'login', {
      code: 'INVALID_CREDENTIALS',
    });
  });

  describe('many in one request', () => {
    const aliased = (count: number, password: (index: number) => string) =>
      `mutation { ${Array.from(
        { length: count },
        (_, i) => `l${i}: login(email: "ada@example.com", password: "${password(i)}") { userId }`,
      ).join(' ')} }`;

    test('are one try: a right one after a wrong one is not answered', async () => {
      const { data, errors } = await server.request(aliased(50, (i) => (i === 0 ? WRONG : PASSWORD)));
      expect(Object.values(data)).toEqual(Array(50).fill(null));
      expect(errors.map(({ path }) => path)).toEqual(Array.from({ length: 50 }, (_, i) => [`l${i}`]));
      expect(errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'INVALID_CREDENTIALS' },
        ...Array(49).fill({ code: 'BAD_USER_INPUT' }),
      ]);
      expect(takeRequestQueries(server)).toEqual([
        expect.stringContaining('"email_key" ='),
        expect.stringContaining('insert into "audit_events"'),
      ]);
    });

    test('are one session', async () => {
      const { data, errors } = await server.request(aliased(50, () => PASSWORD));
      expect(Object.values(data).filter(Boolean)).toEqual([{ userId: ada.userId }]);
      expect(errors.map(({ extensions }) => extensions)).toEqual(Array(49).fill({ code: 'BAD_USER_INPUT' }));
    });

    test('of different kinds are one try, too', async () => {
      const { data, errors } = await server.request(
        `mutation ($t: String!) {
          refresh(refreshToken: $t) { userId }
          login(email: "ada@example.com", password: "${PASSWORD}") { userId }
          register(input: { email: "third@example.com", password: "${PASSWORD}" }) { status }
        }`,
        { variables: { t: 'garbage' } },
      );
      expect(data).toEqual({ refresh: null, login: null, register: null });
      expect(errors.map(({ extensions }) => extensions.code)).toEqual([
        'UNAUTHENTICATED',
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
      ]);
    });

    test('in a batch are refused', async () => {
      const query = aliased(1, () => PASSWORD);
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ query }, { query }]),
      });
      expect(response.status).toBe(400);
      expect(takeRequestQueries(server)).toEqual([]);
    });
  });

  test('works with a bearer header that does not', async () => {
    const expired = await server.login(ADMIN.email, ADMIN.password);
    clock.advance(3600);
    const headers = ['Bearer garbage', `Bearer ${expired.accessToken}`, 'Bearer', 'Basic cm9vdDpyb290', 'Bearer a b'];
    for (const authorization of headers) {
      const response = await login(server, 'ada@example.com', PASSWORD, { headers: { authorization } });
      expect(expectAnswer(response, 'login').userId).toBe(ada.userId);
    }
  });

  test('works with the bearer header of somebody else, and does not become him', async () => {
    const admin = await server.login(ADMIN.email, ADMIN.password);
    const response = await login(server, 'ada@example.com', PASSWORD, { token: admin.accessToken });
    const { accessToken } = expectAnswer(response, 'login');
    const me = expectAnswer(await server.request('{ me { id roles } }', { token: accessToken }), 'me');
    expect(me).toEqual({ id: ada.userId, roles: ['USER'] });
  });
});
