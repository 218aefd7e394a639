import { afterAll, beforeAll, test } from '@jest/globals';
import {
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  verifyEmail,
} from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { awaitToken } from '../support/mailbox.js';
import { expectAlive, expectAnswer, expectError, refresh, register } from '../support/operations.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';

const ENV = {
  RATE_LIMITS: 'on',
  TRUSTED_PROXIES: 'loopback',
  RATE_LIMIT_REGISTER: '3/1h',
  RATE_LIMIT_MAILS: '3/10m',
  RATE_LIMIT_LINKS: '3/10m',
  RATE_LIMIT_REFRESH: '3/1m',
};

let people = 0;
const newEmail = () => {
  people += 1;
  return `person-${people}@example.com`;
};
const limited = (retryAfter: number) => ({ code: 'RATE_LIMITED', retryAfter });
const invalid = { code: 'BAD_USER_INPUT', field: 'token' };

/** The same server, asked from an address that nobody has come from. */
function elsewhere(server: TestServer): Pick<TestServer, 'request'> {
  people += 1;
  const headers = { 'x-forwarded-for': `192.0.2.${people}` };
  return { request: (query, options) => server.request(query, { ...options, headers }) };
}

describeEachDatabase('what else is counted', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  beforeAll(async () => {
    place = await createServerPlace(engine);
    server = await startServer({ place, clock: clock.now, env: ENV });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  const registerAt = async (api: Pick<TestServer, 'request'>, email = newEmail()) =>
    expectAnswer(await register(api, { email, password: PASSWORD }), 'register').auth;
  test('registrations of an address, be the e-mail address taken or new', async () => {
    const api = elsewhere(server);
    const email = newEmail();
    await registerAt(api, email);
    await registerAt(api);
    const again = () => register(api, { email, password: PASSWORD });
    expectError(await again(), 'register', { code: 'EMAIL_TAKEN', field: 'email' });
    for (const input of [email, newEmail()])
      expectError(await register(api, { email: input, password: PASSWORD }), 'register', limited(3600));
    await registerAt(elsewhere(server));
    clock.advance(3600);
    await registerAt(api);
  });

  test('requests for mails of an address, be there an account or not', async () => {
    const email = newEmail();
    const { accessToken } = await registerAt(elsewhere(server), email);
    const api = elsewhere(server);
    for (const address of [email, newEmail()])
      expectAnswer(await requestPasswordReset(api, address), 'requestPasswordReset');
    expectAnswer(await requestEmailVerification(api, accessToken), 'requestEmailVerification');
    for (const address of [email, newEmail()])
      expectError(await requestPasswordReset(api, address), 'requestPasswordReset', limited(600));
    expectError(await requestEmailVerification(api, accessToken), 'requestEmailVerification', limited(600));
    expectAnswer(await requestPasswordReset(elsewhere(server), email), 'requestPasswordReset');
    clock.advance(600);
    expectAnswer(await requestPasswordReset(api, newEmail()), 'requestPasswordReset');
  });

  test('links that are none, and none that are', async () => {
    const email = newEmail();
    await registerAt(elsewhere(server), email);
    expectAnswer(await requestPasswordReset(elsewhere(server), email), 'requestPasswordReset');
    const token = await awaitToken(place, email);
    const api = elsewhere(server);
    for (let i = 0; i < 2; i += 1)
      expectError(await resetPassword(api, 'garbage', 'a password that is new'), 'resetPassword', invalid);
    expectAnswer(await resetPassword(api, token, 'a password that is new'), 'resetPassword');
    expectError(await verifyEmail(api, 'garbage'), 'verifyEmail', invalid);
    expectError(await verifyEmail(api, 'garbage'), 'verifyEmail', limited(600));
    expectError(await resetPassword(api, token, 'a password that is new'), 'resetPassword', limited(600));
    expectError(await verifyEmail(elsewhere(server), 'garbage'), 'verifyEmail', invalid);
  });

  test('wrong passwords for a link that verifies, from wherever', async () => {
    const email = newEmail();
    const { accessToken } = await registerAt(elsewhere(server), email);
    expectAnswer(await requestEmailVerification(elsewhere(server), accessToken), 'requestEmailVerification');
    const token = await awaitToken(place, email);
    for (let i = 0; i < 5; i += 1)
      expectError(await verifyEmail(elsewhere(server), token, 'a wrong guess'), 'verifyEmail', {
        code: 'INVALID_CREDENTIALS',
      });
    expectError(await verifyEmail(elsewhere(server), token), 'verifyEmail', limited(1));
    clock.advance(1);
    expectAnswer(await verifyEmail(elsewhere(server), token), 'verifyEmail');
  });

  test('refreshes of a session, which lives on', async () => {
    const { refreshToken } = await registerAt(elsewhere(server));
    const other = await registerAt(elsewhere(server));
    let token = refreshToken;
    for (let i = 0; i < 3; i += 1) token = expectAnswer(await refresh(server, token), 'refresh').refreshToken;
    expectError(await refresh(server, token), 'refresh', limited(60));
    expectAnswer(await refresh(server, other.refreshToken), 'refresh');
    clock.advance(60);
    await expectAlive(server, expectAnswer(await refresh(server, token), 'refresh'));
  });
});
