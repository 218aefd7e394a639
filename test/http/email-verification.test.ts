import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  auditTrail,
  changePassword,
  countHashes,
  requestEmailVerification,
  resetPassword,
  setUserDisabled,
  verifyEmail,
} from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { awaitMails, awaitToken, readMails } from '../support/mailbox.js';
import { expectAnswer, expectError } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const INVALID = { code: 'BAD_USER_INPUT', field: 'token' };

describeEachDatabase('verifying an address', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let email = '';
  let ada: Tokens;
  let count = 0;

  beforeAll(async () => {
    place = await createServerPlace(engine);
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

  const request = async (expected = true) => {
    const response = await requestEmailVerification(server, ada.accessToken);
    expect(expectAnswer(response, 'requestEmailVerification')).toBe(expected);
  };
  const requestToken = async () => {
    await request();
    return awaitToken(place, email);
  };
  const expectVerified = async (token: string) =>
    expect(expectAnswer(await verifyEmail(server, token), 'verifyEmail')).toBe(true);
  const expectInvalidToken = async (token: string) => {
    expectError(await verifyEmail(server, token), 'verifyEmail', INVALID);
  };
  const isVerified = async () => {
    const rows = await withDatabase(place, ({ query }) =>
      query.selectFrom('users').select('email_verified').where('id', '=', ada.userId).execute(),
    );
    return rows[0]?.email_verified === 1;
  };
  const admin = () => server.login(ADMIN.email, ADMIN.password);

  test('is a mail, a link, and who asks sees it', async () => {
    const query = '{ me { emailVerified } }';
    const me = async () => expectAnswer(await server.request(query, { token: ada.accessToken }), 'me');
    expect(await me()).toEqual({ emailVerified: false });
    await request();
    const [mail] = await awaitMails(place, email);
    expect(mail).toMatchObject({ to: email, subject: 'Verify your e-mail address' });
    expect(mail?.text).toMatch(/^https:\/\/api\.example\.com\/verify-email#token=[\w-]{43}$/m);
    expect(await me()).toEqual({ emailVerified: false });
    await expectVerified(await awaitToken(place, email));
    expect(await me()).toEqual({ emailVerified: true });
    const trail = await auditTrail(server, (await admin()).accessToken, ada.userId);
    expect(trail.toSorted()).toEqual(['EMAIL_VERIFICATION_REQUESTED', 'EMAIL_VERIFIED', 'REGISTERED']);
  });

  test('once it is done, no mail is sent any more', async () => {
    await expectVerified(await requestToken());
    await request(false);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(readMails(place).filter(({ to }) => to === email)).toHaveLength(1);
  });

  test('is asked for by one who is signed in', async () => {
    const before = readMails(place).length;
    expectError(await requestEmailVerification(server), 'requestEmailVerification', {
      code: 'UNAUTHENTICATED',
      reason: 'TOKEN_MISSING',
    });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(readMails(place)).toHaveLength(before);
  });

  test('is five mails in half an hour', async () => {
    for (let i = 1; i <= 7; i += 1) {
      await request();
      // While one waits to be made, another is the same.
      await awaitMails(place, email, Math.min(i, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await awaitMails(place, email, 5)).toHaveLength(5);
  });

  test('is for an administrator whom the environment made done already', async () => {
    const { accessToken } = await admin();
    expect(expectAnswer(await server.request('{ me { emailVerified } }', { token: accessToken }), 'me')).toEqual({
      emailVerified: true,
    });
  });

  describe('a token', () => {
    test('is good for 24 hours', async () => {
      const token = await requestToken();
      clock.advance(86_399);
      await expectVerified(token);
      expect(await isVerified()).toBe(true);
    });

    test('and no longer', async () => {
      const token = await requestToken();
      clock.advance(86_400);
      await expectInvalidToken(token);
      expect(await isVerified()).toBe(false);
    });

    test('works once, and takes those with it that were mailed before', async () => {
      await request();
      const [first] = await awaitMails(place, email);
      clock.advance(1);
      await request();
      const second = await awaitToken(place, email, 2);
      await expectVerified(second);
      await expectInvalidToken(second);
      await expectInvalidToken(/#token=(.*)$/m.exec(first?.text ?? '')?.[1] ?? '');
      expect(await isVerified()).toBe(true);
    });

    test.each(['', 'a wrong guess', PASSWORD.toUpperCase(), `${PASSWORD} `])(
      'does nothing with the wrong password %j, and is good still',
      async (guess) => {
        const token = await requestToken();
        expectError(await verifyEmail(server, token, guess), 'verifyEmail', { code: 'INVALID_CREDENTIALS' });
        expect(await isVerified()).toBe(false);
        const trail = await auditTrail(server, (await admin()).accessToken, ada.userId);
        expect(trail.toSorted()).toEqual(['EMAIL_VERIFICATION_REQUESTED', 'REGISTERED', 'SIGN_IN_FAILED']);
        await expectVerified(token);
        expect(await isVerified()).toBe(true);
      },
    );

    test('that is not good costs no hash', async () => {
      const hashes = await countHashes(server, () => expectInvalidToken('x'.repeat(43)));
      expect(hashes).toBe(0);
    });

    test('works once of 20 times at once', async () => {
      const token = await requestToken();
      const responses = await Promise.all(Array.from({ length: 20 }, () => verifyEmail(server, token)));
      expect(responses.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      for (const response of responses.filter(({ errors }) => errors.length > 0)) {
        expectError(response, 'verifyEmail', INVALID);
      }
      expect(await isVerified()).toBe(true);
    });

    test('is void after a change of the address', async () => {
      const token = await requestToken();
      const moved = `moved-${email}`;
      await withDatabase(place, ({ query }) =>
        query.updateTable('users').set({ email: moved, email_key: moved }).where('id', '=', ada.userId).execute(),
      );
      await expectInvalidToken(token);
      expect(await isVerified()).toBe(false);
    });

    test('is void after a change of the password', async () => {
      const token = await requestToken();
      expectAnswer(await changePassword(server, ada.accessToken, PASSWORD, 'another password'), 'changePassword');
      await expectInvalidToken(token);
      expect(await isVerified()).toBe(false);
    });

    test('is void when the user is disabled', async () => {
      const token = await requestToken();
      expectAnswer(await setUserDisabled(server, (await admin()).accessToken, ada.userId, true), 'setUserDisabled');
      await expectInvalidToken(token);
      expect(await isVerified()).toBe(false);
    });

    test('resets no password', async () => {
      const token = await requestToken();
      expectError(await resetPassword(server, token, 'another password'), 'resetPassword', INVALID);
      await expectVerified(token);
    });

    test.each([
      ['a wrong one', Buffer.alloc(32, 1).toString('base64url')],
      ['a short one', 'short'],
      ['nothing', ''],
      ['100 kB', 'x'.repeat(100_000)],
    ])('that is %s is told as one that was used', async (_what, token) => {
      const used = await requestToken();
      await expectVerified(used);
      const responses = [await verifyEmail(server, used), await verifyEmail(server, token)];
      const [first, second] = responses.map(({ status, data, errors }) => ({ status, data, errors }));
      expect(first).toEqual(second);
      expectError(await verifyEmail(server, token), 'verifyEmail', INVALID);
    });

    test('is one a request', async () => {
      const token = await requestToken();
      const { data, errors } = await server.request(
        `mutation { a: verifyEmail(token: "guess", password: "") b: verifyEmail(token: "${token}", password: "${PASSWORD}") }`,
      );
      expect(data).toEqual({ a: null, b: null });
      expect(errors.map(({ extensions }) => extensions)).toEqual([INVALID, { code: 'BAD_USER_INPUT' }]);
      expect(await isVerified()).toBe(false);
    });
  });
});
