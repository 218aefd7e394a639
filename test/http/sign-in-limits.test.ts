import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changePassword } from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase } from '../support/databases.js';
import type { GraphqlResponse } from '../support/graphql.js';
import { expectAnswer, expectError, login, takeRequestQueries } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const WRONG = 'not the password at all';
const FREE = 5;
const DAY_SECONDS = 86_400;

const LIMITS = { RATE_LIMITS: 'on', TRUSTED_PROXIES: 'loopback' };

let lastNetwork = 0;
/** An address that nobody has come from. */
const newAddress = () => {
  lastNetwork += 1;
  return `2001:db8:${lastNetwork.toString(16)}::1`;
};

const signIn = (server: TestServer, email: string, password: string, from: string) =>
  login(server, email, password, { headers: { 'x-forwarded-for': from } });

const codeOf = ({ errors }: GraphqlResponse): unknown => errors[0]?.extensions.code;
const wrong = { code: 'INVALID_CREDENTIALS' };
const limited = (retryAfter: number) => ({ code: 'RATE_LIMITED', retryAfter });

describeEachDatabase('the limits on sign-in', (engine) => {
  const clock = createTestClock();
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ engine, clock: clock.now, env: LIMITS });
  });
  afterAll(() => server.close());

  const guess = async (email: string, count: number, from = newAddress()) => {
    for (let i = 0; i < count; i += 1) expectError(await signIn(server, email, WRONG, from), 'login', wrong);
  };

  test('of forty wrong passwords, five are compared at once', async () => {
    await server.register('forty@example.com');
    const codes: unknown[] = [];
    for (let i = 0; i < 40; i += 1) codes.push(codeOf(await signIn(server, 'forty@example.com', WRONG, newAddress())));
    expect(codes.slice(0, FREE)).toEqual(Array(FREE).fill('INVALID_CREDENTIALS'));
    expect(codes.slice(FREE)).toEqual(Array(40 - FREE).fill('RATE_LIMITED'));
    const told = server.logged.filter(({ msg }) => msg === 'a rate limit was reached');
    expect(told).toHaveLength(40 - FREE);
    expect(told[0]).toMatchObject({ level: 30, part: 'limits', limit: 'sign-in account', retryAfter: 1 });
    expect(told[0]).toMatchObject({ ipAddress: expect.any(String), request: expect.any(String) });
    expect(JSON.stringify(told)).not.toContain('@');
  });

  test.each(['known@example.com', 'nobody@example.com'])('delays double up to 15 minutes, for %s', async (email) => {
    if (email !== 'nobody@example.com') await server.register(email);
    await guess(email, FREE);
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      expectError(await signIn(server, email, WRONG, newAddress()), 'login', limited(seconds));
      clock.advance(seconds - 1);
      expectError(await signIn(server, email, WRONG, newAddress()), 'login', limited(1));
      clock.advance(1);
      await guess(email, 1);
    }
  });

  test('the right password is refused like a wrong one until the delay is over, and then is not', async () => {
    await server.register('late@example.com');
    await guess('late@example.com', FREE);
    const from = newAddress();
    expectError(await signIn(server, 'late@example.com', PASSWORD, from), 'login', limited(1));
    clock.advance(1);
    expectAnswer(await signIn(server, 'late@example.com', PASSWORD, from), 'login');
  });

  test('four wrong passwords cost nothing, and neither does any number of right ones', async () => {
    const { userId } = await server.register('honest@example.com');
    const from = newAddress();
    await guess('honest@example.com', FREE - 1, from);
    for (let i = 0; i < 2 * FREE; i += 1) {
      const { userId: id } = expectAnswer(await signIn(server, 'honest@example.com', PASSWORD, from), 'login');
      expect(id).toBe(userId);
    }
    await guess('honest@example.com', FREE - 1, from);
    expectAnswer(await signIn(server, 'honest@example.com', PASSWORD, from), 'login');
  });

  test('what is refused costs the database two statements at most, whether the account is there or not', async () => {
    await server.register('locked@example.com');
    const statements: number[] = [];
    for (const email of ['locked@example.com', 'not-there@example.com']) {
      await guess(email, FREE);
      takeRequestQueries(server);
      expectError(await signIn(server, email, PASSWORD, newAddress()), 'login', limited(1));
      statements.push(takeRequestQueries(server).length);
    }
    const each = engine === 'PostgreSQL' ? 2 : 1;
    expect(statements).toEqual([each, each]);
  });

  test('however an address is spelt, it is one', async () => {
    await server.register('spelt@example.com');
    for (const email of [
      'spelt@example.com',
      ' Spelt@Example.com',
      'SPELT@EXAMPLE.COM  ',
      'spelt@example.com',
      'sPELT@example.com',
    ])
      await guess(email, 1);
    expectError(await signIn(server, '  spelt@EXAMPLE.com', PASSWORD, newAddress()), 'login', limited(1));
  });

  test('a network from which an account signed in is not locked out by strangers, for 30 days', async () => {
    await server.register('ada@example.com');
    const home = '2001:db8:feed:1::1';
    expectAnswer(await signIn(server, 'ada@example.com', PASSWORD, home), 'login');
    await guess('ada@example.com', FREE);
    expectError(await signIn(server, 'ada@example.com', PASSWORD, newAddress()), 'login', limited(1));
    // All of an IPv6 /64 is one subscriber's.
    expectAnswer(await signIn(server, 'ada@example.com', PASSWORD, '2001:db8:feed:1:2:3:4:5'), 'login');

    clock.advance(29 * DAY_SECONDS);
    await guess('ada@example.com', FREE);
    expectAnswer(await signIn(server, 'ada@example.com', PASSWORD, home), 'login');
    clock.advance(30 * DAY_SECONDS);
    await guess('ada@example.com', FREE);
    expectError(await signIn(server, 'ada@example.com', PASSWORD, home), 'login', limited(1));
  });

  test('it has a count of its own, which others there share', async () => {
    await server.register('own@example.com');
    const home = newAddress();
    expectAnswer(await signIn(server, 'own@example.com', PASSWORD, home), 'login');
    await guess('own@example.com', FREE, home);
    expectError(await signIn(server, 'own@example.com', PASSWORD, home), 'login', limited(1));
    expectAnswer(await signIn(server, 'own@example.com', PASSWORD, newAddress()), 'login');
  });

  test('that the next attempt has to wait is in the audit event of the one before it', async () => {
    const { userId } = await server.register('event@example.com');
    await guess('event@example.com', FREE);
    const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
    const query = 'query ($id: ID!) { auditEvents(userId: $id) { edges { node { type detail } } } }';
    const { data } = await server.request(query, { token: accessToken, variables: { id: userId } });
    const failed = data.auditEvents.edges.filter(
      ({ node }: { node: { type: string } }) => node.type === 'SIGN_IN_FAILED',
    );
    const details = failed.map(({ node }: { node: { detail: string | null } }) => node.detail ?? '');
    expect(details.toSorted()).toEqual(['', '', '', '', 'the next attempt must wait 1 s']);
  });

  test('a wrong current password is counted by account, and the right one has to wait, too', async () => {
    const { accessToken } = await server.register('change@example.com');
    const change = (current: string) => changePassword(server, accessToken, current, 'another good password');
    for (let i = 0; i < FREE; i += 1) expectError(await change(WRONG), 'changePassword', wrong);
    expectError(await change(PASSWORD), 'changePassword', limited(1));
    // It is another count than that of sign-ins, which strangers fill.
    expectAnswer(await signIn(server, 'change@example.com', PASSWORD, newAddress()), 'login');
    clock.advance(1);
    expectAnswer(await change(PASSWORD), 'changePassword');
  });
});

test('with RATE_LIMITS=off, nothing is counted: forty wrong passwords are compared', async () => {
  const server = await startServer({ env: { RATE_LIMITS: 'off' } });
  try {
    await server.register('ada@example.com');
    for (let i = 0; i < 40; i += 1) expectError(await login(server, 'ada@example.com', WRONG), 'login', wrong);
  } finally {
    await server.close();
  }
});

describeEachDatabase('the limit on failing sign-ins of an address', (engine) => {
  const clock = createTestClock();
  let server: TestServer;
  beforeAll(async () => {
    const env = { ...LIMITS, RATE_LIMIT_SIGN_IN_ADDRESS: '3/15m', RATE_LIMIT_SIGN_IN_OVERALL: '10/1m' };
    server = await startServer({ engine, clock: clock.now, env });
    for (const name of ['ann', 'bob']) await server.register(`${name}@example.com`);
  });
  afterAll(() => server.close());

  const nobody = () => `nobody-${Math.random()}@example.com`;

  test('holds for all accounts together, and for that address alone', async () => {
    const [from, other] = [newAddress(), newAddress()];
    for (let i = 0; i < 3; i += 1) expectError(await signIn(server, nobody(), WRONG, from), 'login', wrong);
    expectError(await signIn(server, 'ann@example.com', PASSWORD, from), 'login', limited(900));
    expectError(await signIn(server, nobody(), WRONG, from), 'login', limited(900));
    expectAnswer(await signIn(server, 'ann@example.com', PASSWORD, other), 'login');
    clock.advance(900);
    expectAnswer(await signIn(server, 'ann@example.com', PASSWORD, from), 'login');
  });

  test('over all, it shuts out whoever is not known from there', async () => {
    const home = newAddress();
    expectAnswer(await signIn(server, 'bob@example.com', PASSWORD, home), 'login');
    for (let i = 0; i < 10; i += 1) expectError(await signIn(server, nobody(), WRONG, newAddress()), 'login', wrong);
    expectError(await signIn(server, 'bob@example.com', PASSWORD, newAddress()), 'login', limited(60));
    expectError(await signIn(server, nobody(), WRONG, newAddress()), 'login', limited(60));
    expectAnswer(await signIn(server, 'bob@example.com', PASSWORD, home), 'login');
    clock.advance(60);
    expectAnswer(await signIn(server, 'bob@example.com', PASSWORD, newAddress()), 'login');
  });
});

describeEachDatabase('guesses at the same time', (engine) => {
  test('two hundred of them, on every server of a database, are no more than the bound', async () => {
    const place = await createServerPlace(engine);
    // It stands still: however long the guesses take, no delay is over.
    const { now: clock } = createTestClock();
    const servers = [await startServer({ place, clock, env: LIMITS })];
    try {
      if (engine === 'PostgreSQL') servers.push(await startServer({ place, clock, env: LIMITS }));
      await servers[0]?.register('ada@example.com');
      const guesses = Array.from({ length: 200 }, (_, index) => {
        const server = servers[index % servers.length];
        if (!server) throw new TypeError('There is no server.');
        return signIn(server, 'ada@example.com', WRONG, newAddress());
      });
      const codes = (await Promise.all(guesses)).map(codeOf);
      const compared = codes.filter((code) => code === 'INVALID_CREDENTIALS').length;
      expect(compared).toBe(FREE);
      expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(200 - FREE);
    } finally {
      for (const server of servers) await server.close();
      await place.remove();
    }
  });

  test('neither a plain address nor a password is kept', async () => {
    const place = await createServerPlace(engine);
    const server = await startServer({ place, env: LIMITS });
    try {
      await server.register('ada@example.com');
      expectAnswer(await signIn(server, 'ada@example.com', PASSWORD, '192.0.2.7'), 'login');
      expectError(await signIn(server, 'typed-by-mistake', WRONG, '192.0.2.8'), 'login', wrong);
      const kept = await withDatabase(place, async ({ query, dialect }) => [
        ...(await query.selectFrom('known_networks').selectAll().execute()),
        ...(dialect === 'postgres' ? await query.selectFrom('rate_counts').selectAll().execute() : []),
      ]);
      expect(kept.length).toBeGreaterThan(0);
      expect(JSON.stringify(kept)).not.toMatch(/ada|example|192\.0|typed|mistake/);
    } finally {
      await server.close();
      await place.remove();
    }
  });
});
