import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  auditTrail,
  awaitQuiet,
  changePassword,
  countHashes,
  requestPasswordReset,
  resetPassword,
  setUserDisabled,
  verifyEmail,
  type Work,
  workOf,
} from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { awaitMails, awaitToken, readMails } from '../support/mailbox.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  login,
  refresh,
  takeRequestQueries,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

const NEW = 'another horse and battery';
const INVALID = { code: 'BAD_USER_INPUT', field: 'token' };

describeEachDatabase('a password reset', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let email = '';
  let ada: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, clock: clock.now });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    email = `ada-${count}@example.com`;
    ada = await server.register(email);
  });

  const request = async (address = email) =>
    expect(expectAnswer(await requestPasswordReset(server, address), 'requestPasswordReset')).toBe(true);
  /** The token of the only mail. */
  const requestToken = async () => {
    await request();
    return awaitToken(place, email);
  };
  const reset = (token: string, password = NEW) => resetPassword(server, token, password);
  const expectReset = async (token: string, password = NEW) =>
    expect(expectAnswer(await reset(token, password), 'resetPassword')).toBe(true);
  const expectInvalidToken = async (token: string) => {
    expectError(await reset(token), 'resetPassword', INVALID);
  };
  const expectOldPassword = async () => {
    expectAnswer(await login(server, email, PASSWORD), 'login');
    expectError(await login(server, email, NEW), 'login', { code: 'INVALID_CREDENTIALS' });
  };
  const adminToken = async () => (await server.login(ADMIN.email, ADMIN.password)).accessToken;

  test('is a mail, a link, a new password', async () => {
    await request(`  ${email.toUpperCase()} `);
    const [mail, ...more] = await awaitMails(place, email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: email, subject: 'Choose a new password' });
    expect(mail?.text).toMatch(/^https:\/\/api\.example\.com\/reset-password#token=[\w-]{43}$/m);
    await expectOldPassword();
    await expectReset(await awaitToken(place, email));
    expectAnswer(await login(server, email, NEW), 'login');
    expectError(await login(server, email, PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
    const trail = await auditTrail(server, await adminToken(), ada.userId);
    expect(trail.toSorted()).toEqual([
      ...['EMAIL_VERIFIED', 'PASSWORD_RESET', 'PASSWORD_RESET_REQUESTED', 'REGISTERED'],
      ...['SESSION_REVOKED', 'SESSION_REVOKED', 'SIGNED_IN', 'SIGNED_IN', 'SIGN_IN_FAILED', 'SIGN_IN_FAILED'],
    ]);
  });

  test('ends all sessions, of that user alone', async () => {
    const phone = await server.login(email, PASSWORD);
    const bystander = await server.register(`bystander-${count}@example.com`);
    await expectReset(await requestToken());
    for (const dead of [ada, phone]) {
      await expectRevoked(server, dead);
      expectError(await refresh(server, dead.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    }
    await expectAlive(server, bystander);
  });

  test('proves that the address is his', async () => {
    const query = '{ me { emailVerified } }';
    expect(expectAnswer(await server.request(query, { token: ada.accessToken }), 'me')).toEqual({
      emailVerified: false,
    });
    await expectReset(await requestToken());
    const { accessToken } = await server.login(email, NEW);
    expect(expectAnswer(await server.request(query, { token: accessToken }), 'me')).toEqual({ emailVerified: true });
  });

  describe('a request', () => {
    test.each([
      ['nobody', 'nobody@example.com'],
      ['no address', 'not an address'],
      ['nothing', ''],
      ['SQL', "' or 1=1 --"],
      ['100 kB', 'x'.repeat(100_000)],
      ['two addresses', 'a@example.com, b@example.com'],
      ['a header more', 'a@example.com\r\nBcc: b@example.com'],
    ])('for %s answers as one for a user does, to the byte, and mails nobody', async (_what, address) => {
      const before = readMails(place).length;
      const bodies = [];
      for (const email of [address, `ada-${count}@example.com`]) {
        const response = await fetch(server.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: 'mutation ($e: String!) { requestPasswordReset(email: $e) }',
            variables: { e: email },
          }),
        });
        const { date: _, 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
        bodies.push({ status: response.status, headers, body: await response.text() });
      }
      expect(bodies[0]).toEqual(bodies[1]);
      expect(JSON.parse(bodies[0]?.body ?? '')).toEqual({ data: { requestPasswordReset: true } });
      await awaitMails(place, email);
      expect(readMails(place)).toHaveLength(before + 1);
    });

    test('costs no hash, and the same statements, for whomever', async () => {
      const work: Work[] = [];
      for (const address of [email, 'nobody@example.com', 'no address']) {
        // What is made after the answer of the one before is made by then.
        await awaitQuiet(server, place);
        work.push(await workOf(server, () => request(address)));
      }
      expect(work).toEqual(Array(work.length).fill({ hashes: 0, queries: work[0]?.queries }));
      expect(work[0]?.queries).toHaveLength(4);
      expect(await awaitMails(place, email)).toHaveLength(1);
    });

    test('for a disabled user mails nobody', async () => {
      const admin = await adminToken();
      expectAnswer(await setUserDisabled(server, admin, ada.userId, true), 'setUserDisabled');
      await request();
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(readMails(place).filter(({ to }) => to === email)).toEqual([]);
    });

    test('may be made fifty times, in one request: it is one', async () => {
      const aliases = Array.from({ length: 50 }, (_, i) => `r${i}: requestPasswordReset(email: "${email}")`);
      const { data, errors } = await server.request(`mutation { ${aliases.join(' ')} }`);
      expect(Object.values(data).filter(Boolean)).toEqual([true]);
      expect(errors.map(({ extensions }) => extensions)).toEqual(Array(49).fill({ code: 'BAD_USER_INPUT' }));
      expect(await awaitMails(place, email)).toHaveLength(1);
    });

    test('fills no mailbox: five mails in half an hour, and their links are good', async () => {
      for (let i = 1; i <= 8; i += 1) {
        await request();
        await awaitMails(place, email, Math.min(i, 5));
      }
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(await awaitMails(place, email, 5)).toHaveLength(5);
      await expectReset(await awaitToken(place, email, 5));
      // A token that was used counts no more; the others went with it.
      clock.advance(1);
      await request();
      await expectReset(await awaitToken(place, email, 6), `${NEW}!`);
    });
  });

  describe('a token', () => {
    test('is good for 30 minutes', async () => {
      const token = await requestToken();
      clock.advance(1799);
      await expectReset(token);
    });

    test('and no longer', async () => {
      const token = await requestToken();
      clock.advance(1800);
      await expectInvalidToken(token);
      await expectOldPassword();
    });

    test('works once', async () => {
      const token = await requestToken();
      await expectReset(token);
      await expectInvalidToken(token);
      expectAnswer(await login(server, email, NEW), 'login');
    });

    test('works once of 20 times at once', async () => {
      const token = await requestToken();
      const responses = await Promise.all(Array.from({ length: 20 }, (_, i) => reset(token, `password number ${i}`)));
      const winners = responses.flatMap(({ errors }, i) => (errors.length === 0 ? [i] : []));
      expect(winners).toHaveLength(1);
      for (const [i, response] of responses.entries()) {
        if (i !== winners[0]) expectError(response, 'resetPassword', INVALID);
      }
      expectAnswer(await login(server, email, `password number ${winners[0]}`), 'login');
    });

    test('that is wrong, used or expired gets the same answer to the byte', async () => {
      const used = await requestToken();
      await expectReset(used);
      clock.advance(60);
      await request();
      const expired = await awaitToken(place, email, 2);
      clock.advance(1801);
      const wrong = Buffer.alloc(32, 1).toString('base64url');
      const bodies = [];
      for (const token of [wrong, used, expired, 'short', '', 'x'.repeat(100_000), `${wrong}=`]) {
        const { data, errors, status } = await reset(token);
        bodies.push({ data, errors, status });
      }
      expect(bodies).toEqual(Array(bodies.length).fill(bodies[0]));
      expect(bodies[0]).toMatchObject({ status: 200, data: { resetPassword: null } });
      expect(bodies[0]?.errors).toEqual([expect.objectContaining({ path: ['resetPassword'], extensions: INVALID })]);
    });

    test('that is wrong costs no hash; one of a wrong form no question to the database', async () => {
      server.takeQueries();
      expect(await countHashes(server, () => expectInvalidToken(Buffer.alloc(32).toString('base64url')))).toBe(0);
      expect(takeRequestQueries(server)).toHaveLength(2);
      expect(await countHashes(server, () => expectInvalidToken('garbage'))).toBe(0);
      expect(takeRequestQueries(server)).toEqual([]);
    });

    test('is void after a change of the password', async () => {
      const token = await requestToken();
      expectAnswer(await changePassword(server, ada.accessToken, PASSWORD, 'a third good password'), 'changePassword');
      await expectInvalidToken(token);
      expectAnswer(await login(server, email, 'a third good password'), 'login');
    });

    test('is void after a change of the address', async () => {
      const token = await requestToken();
      const moved = `moved-${email}`;
      await withDatabase(place, ({ query }) =>
        query.updateTable('users').set({ email: moved, email_key: moved }).where('id', '=', ada.userId).execute(),
      );
      await expectInvalidToken(token);
      expectAnswer(await login(server, moved, PASSWORD), 'login');
    });

    test('is void when the user is disabled, and stays so when he is not any more', async () => {
      const token = await requestToken();
      const admin = await adminToken();
      expectAnswer(await setUserDisabled(server, admin, ada.userId, true), 'setUserDisabled');
      await expectInvalidToken(token);
      await setUserDisabled(server, admin, ada.userId, false);
      await expectInvalidToken(token);
      await expectOldPassword();
    });

    test('verifies no address, as one that verifies resets no password', async () => {
      const token = await requestToken();
      expectError(await verifyEmail(server, token), 'verifyEmail', INVALID);
      await expectReset(token);
    });

    test('is not in the database, nor in the log', async () => {
      const token = await requestToken();
      const rows = await withDatabase(place, ({ query }) => query.selectFrom('account_tokens').selectAll().execute());
      const hash = createHash('sha256').update(Buffer.from(token, 'base64url')).digest('hex');
      expect(rows).toContainEqual(expect.objectContaining({ hash, user_id: ada.userId }));
      await expectReset(token);
      await expectInvalidToken(token);
      expect(JSON.stringify(rows)).not.toContain(token);
      expect(JSON.stringify(server.logged)).not.toContain(token);
      expect(server.logged).toContainEqual(
        expect.objectContaining({ msg: 'a mail was written', subject: 'Choose a new password' }),
      );
    });
  });

  test.each([
    ['nothing', ''],
    ['7 characters', 'x7-ä2qw'],
    ['3 characters of 12 bytes', '🙂🙃😀'],
    ['257 characters', 'ab'.repeat(128).concat('c')],
    ['a common one', 'password1'],
    ['one close to that', 'P@ssw0rd1'],
    ['the host', 'api.example.com'],
    ['the own address', 'OWN'],
  ])('%s as the new password is refused, and the token works still', async (_what, password) => {
    const token = await requestToken();
    const hashes = await countHashes(server, async () => {
      const response = await reset(token, password === 'OWN' ? email : password);
      expectError(response, 'resetPassword', { code: 'BAD_USER_INPUT', field: 'newPassword' });
    });
    expect(hashes).toBe(0);
    await expectReset(token);
  });

  test('a request tries one token', async () => {
    const token = await requestToken();
    const { data, errors } = await server.request(
      `mutation { a: resetPassword(token: "guess", newPassword: "${NEW}")
                  b: resetPassword(token: "${token}", newPassword: "${NEW}") }`,
    );
    expect(data).toEqual({ a: null, b: null });
    expect(errors.map(({ extensions }) => extensions)).toEqual([INVALID, { code: 'BAD_USER_INPUT' }]);
    await expectOldPassword();
  });
});
