import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import {
  auditTrail,
  requestEmailVerification,
  requestPasswordReset,
  resetPassword,
  verifyEmail,
} from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { startJwksServer } from '../support/jwks-server.js';
import { awaitMails, readMails, tokenIn } from '../support/mailbox.js';
import {
  expectAlive,
  expectAnswer,
  expectError,
  expectRevoked,
  login,
  ME,
  refresh,
  register,
} from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { withDatabase } from '../support/with-database.js';

// The ways of "Pre-hijacked accounts" (Sudhodanan and Paverd, USENIX Security 2022), and what is ours alone: an attacker
// registers the address of a victim before the victim does.

const ATTACKERS = 'what the attacker chose';
const VICTIMS = 'what the victim chose';
const SENT = { status: 'VERIFICATION_SENT', auth: null };
const INVALID_TOKEN = { code: 'BAD_USER_INPUT', field: 'token' };
const WRONG = { code: 'INVALID_CREDENTIALS' };

describeEachDatabase('an address that must be verified', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;
  let email = '';
  let count = 0;

  beforeAll(async () => {
    place = await createTestPlace(engine);
    server = await startServer({ place, clock: clock.now, env: { EMAIL_VERIFICATION: 'required' } });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    email = `victim-${count}@example.com`;
    admin = await server.login(ADMIN.email, ADMIN.password);
  });

  let mails = 0;
  beforeEach(() => {
    mails = 0;
  });
  /** The token of the mail that this brings. */
  const mailedBy = async (send: () => Promise<unknown>) => {
    // Mails are kept by the time they were made.
    clock.advance(1);
    await send();
    mails += 1;
    const all = await awaitMails(place, email, mails);
    expect(all).toHaveLength(mails);
    return tokenIn(all.at(-1)?.text ?? '');
  };
  const signUp = (password: string, name?: string, address = email) =>
    mailedBy(async () =>
      expect(expectAnswer(await register(server, { email: address, password, name }), 'register')).toEqual(SENT),
    );
  const askForReset = () =>
    mailedBy(async () => expectAnswer(await requestPasswordReset(server, email), 'requestPasswordReset'));
  const expectVerified = async (token: string, password: string) =>
    expect(expectAnswer(await verifyEmail(server, token, password), 'verifyEmail')).toBe(true);
  const expectNoSignIn = async (password: string) => expectError(await login(server, email, password), 'login', WRONG);
  const signIn = async (password: string): Promise<Tokens> => {
    const tokens = expectAnswer(await login(server, email, password), 'login');
    await expectAlive(server, tokens);
    return tokens;
  };
  const accounts = () =>
    withDatabase(place, ({ query }) => query.selectFrom('users').selectAll().where('email_key', '=', email).execute());
  const pending = () =>
    withDatabase(place, ({ query }) =>
      query.selectFrom('pending_registrations').selectAll().where('email_key', '=', email).execute(),
    );

  test("is nobody's before a link was followed: there is no account, and no password signs in", async () => {
    const token = await signUp(ATTACKERS);
    expect(await accounts()).toEqual([]);
    await expectNoSignIn(ATTACKERS);
    // Nor does a sign-in bring a mail that the victim could follow.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(readMails(place).filter(({ to }) => to === email)).toHaveLength(1);
    await expectVerified(token, ATTACKERS);
    expect(await accounts()).toEqual([expect.objectContaining({ email, email_verified: 1, roles: '["USER"]' })]);
  });

  test('a victim who follows the link of an attacker blesses no password', async () => {
    const token = await signUp(ATTACKERS);
    for (const guess of [VICTIMS, '', ATTACKERS.toUpperCase()]) {
      expectError(await verifyEmail(server, token, guess), 'verifyEmail', WRONG);
    }
    expect(await accounts()).toEqual([]);
    await expectNoSignIn(ATTACKERS);
    await expectNoSignIn(VICTIMS);
  });

  test('each link is good for its own password alone, and the first that is used makes the others void', async () => {
    const attackers = await signUp(ATTACKERS, 'Mallory');
    const victims = await signUp(VICTIMS, 'Ada');
    const thirds = await signUp('what somebody else chose');
    expectError(await verifyEmail(server, attackers, VICTIMS), 'verifyEmail', WRONG);
    expectError(await verifyEmail(server, victims, ATTACKERS), 'verifyEmail', WRONG);
    await expectVerified(victims, VICTIMS);
    const { accessToken, userId } = await signIn(VICTIMS);
    await expectNoSignIn(ATTACKERS);
    // Trojan identifiers: nothing of what the attacker gave is in the account.
    const query = '{ me { id email name roles emailVerified } }';
    expect(expectAnswer(await server.request(query, { token: accessToken }), 'me')).toEqual({
      id: userId,
      email,
      name: 'Ada',
      roles: ['USER'],
      emailVerified: true,
    });
    const trail = await auditTrail(server, admin.accessToken, userId);
    expect(trail.toSorted()).toEqual(['EMAIL_VERIFIED', 'REGISTERED', 'SIGNED_IN', 'SIGN_IN_FAILED']);
    // Unexpired links: the attacker's and the third one's are void, the victim's was used.
    expect(await pending()).toEqual([]);
    expectError(await verifyEmail(server, attackers, ATTACKERS), 'verifyEmail', INVALID_TOKEN);
    expectError(await verifyEmail(server, thirds, 'what somebody else chose'), 'verifyEmail', INVALID_TOKEN);
    expectError(await verifyEmail(server, victims, VICTIMS), 'verifyEmail', INVALID_TOKEN);
    await expectAlive(server, { accessToken });
  });

  test('the same whatever way the address is written', async () => {
    await signUp(VICTIMS);
    const [first] = readMails(place).filter(({ to }) => to === email);
    const upper = email.toUpperCase();
    expectAnswer(await register(server, { email: upper, password: ATTACKERS }), 'register');
    const [other] = await awaitMails(place, upper);
    await expectVerified(tokenIn(first?.text ?? ''), VICTIMS);
    expectError(await verifyEmail(server, tokenIn(other?.text ?? ''), ATTACKERS), 'verifyEmail', INVALID_TOKEN);
    expect(await accounts()).toHaveLength(1);
  });

  test('a stranger who registers again and again does not shut out who registered before', async () => {
    const victims = await signUp(VICTIMS);
    for (let i = 0; i < 20; i += 1) expectAnswer(await register(server, { email, password: ATTACKERS }), 'register');
    // No mailbox is filled, and no table.
    await awaitMails(place, email, 5);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(readMails(place).filter(({ to }) => to === email)).toHaveLength(5);
    expect(await pending()).toHaveLength(5);
    await expectVerified(victims, VICTIMS);
    await signIn(VICTIMS);
    await expectNoSignIn(ATTACKERS);
  });

  test('nor who comes after: a link to choose a password makes the account, whatever strangers do', async () => {
    for (let i = 0; i < 20; i += 1)
      expectAnswer(await register(server, { email, password: ATTACKERS, name: 'Mallory' }), 'register');
    const [mail] = await awaitMails(place, email, 5);
    expect(mail?.text).toContain('request a new password');
    mails = 5;
    const token = await askForReset();
    // Requests of strangers only bring the victim more of the same.
    for (let i = 0; i < 20; i += 1) expectAnswer(await requestPasswordReset(server, email), 'requestPasswordReset');
    expect((await awaitMails(place, email, 7)).length).toBeGreaterThan(6);
    await new Promise((resolve) => setTimeout(resolve, 600));
    // Five of a kind in half an hour.
    expect((await awaitMails(place, email)).length).toBeLessThanOrEqual(10);
    // It is no link that verifies.
    expectError(await verifyEmail(server, token, ATTACKERS), 'verifyEmail', INVALID_TOKEN);
    expect(expectAnswer(await resetPassword(server, token, VICTIMS), 'resetPassword')).toBe(true);
    const { accessToken } = await signIn(VICTIMS);
    await expectNoSignIn(ATTACKERS);
    const me = expectAnswer(await server.request('{ me { name emailVerified } }', { token: accessToken }), 'me');
    expect(me).toEqual({ name: null, emailVerified: true });
    expectError(await verifyEmail(server, tokenIn(mail?.text ?? ''), ATTACKERS), 'verifyEmail', INVALID_TOKEN);
    expectError(await resetPassword(server, token, ATTACKERS), 'resetPassword', INVALID_TOKEN);
  });

  test('a link of a registration resets no password', async () => {
    const token = await signUp(ATTACKERS);
    expectError(await resetPassword(server, token, VICTIMS), 'resetPassword', INVALID_TOKEN);
    await expectVerified(token, ATTACKERS);
  });

  test('with which nobody has registered gets no mail of a new password', async () => {
    expectAnswer(await requestPasswordReset(server, email), 'requestPasswordReset');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(readMails(place).filter(({ to }) => to === email)).toEqual([]);
    expect(await pending()).toEqual([]);
  });

  test.each([
    ['to verify, for 24 hours', 86_400, () => signUp(VICTIMS), (token: string) => verifyEmail(server, token, VICTIMS)],
    [
      'to choose a password, for 30 minutes',
      1800,
      async () => {
        await signUp(ATTACKERS);
        return askForReset();
      },
      (token: string) => resetPassword(server, token, VICTIMS),
    ],
  ])('a link is good %s', async (_what, seconds, mail, follow) => {
    const late = await mail();
    clock.advance(seconds);
    const { data, errors } = await follow(late);
    expect(Object.values(data)).toEqual([null]);
    expect(errors.map(({ extensions }) => extensions)).toEqual([INVALID_TOKEN]);
    expect(await accounts()).toEqual([]);
    const token = await mail();
    clock.advance(seconds - 1);
    expect(Object.values((await follow(token)).data)).toEqual([true]);
    await signIn(VICTIMS);
  });

  test('links that are followed at once make one account, of one of their passwords', async () => {
    const chosen = ['the first password', 'the second password', 'the third password'];
    const tokens: string[] = [];
    for (const password of chosen) tokens.push(await signUp(password));
    const attempts = [...tokens, ...tokens, ...tokens, ...tokens].map((token, i) => ({
      token,
      password: chosen[i % chosen.length] ?? '',
    }));
    const responses = await Promise.all(attempts.map(({ token, password }) => verifyEmail(server, token, password)));
    const winners = attempts.filter((_, i) => responses[i]?.errors.length === 0);
    expect(winners).toHaveLength(1);
    for (const response of responses.filter(({ errors }) => errors.length > 0)) {
      expectError(response, 'verifyEmail', INVALID_TOKEN);
    }
    expect(await accounts()).toHaveLength(1);
    for (const password of chosen) {
      if (password === winners[0]?.password) await signIn(password);
      else await expectNoSignIn(password);
    }
  });

  test('is void once an administrator has made the account', async () => {
    const token = await signUp(ATTACKERS);
    const query = 'mutation ($input: CreateUserInput!) { createUser(input: $input) { id } }';
    const variables = { input: { email, password: VICTIMS } };
    expectAnswer(await server.request(query, { token: admin.accessToken, variables }), 'createUser');
    expect(await pending()).toEqual([]);
    expectError(await verifyEmail(server, token, ATTACKERS), 'verifyEmail', INVALID_TOKEN);
    await signIn(VICTIMS);
  });
});

describeEachDatabase('an account of before addresses had to be verified', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let attacker: Tokens;
  const email = 'victim@example.com';

  beforeEach(async () => {
    place = await createTestPlace(engine);
    const before = await startServer({ place, clock: clock.now });
    // The attacker knows the password, and is signed in.
    attacker = await before.register(email);
    await before.close();
    server = await startServer({ place, clock: clock.now, env: { EMAIL_VERIFICATION: 'required' } });
  });
  afterEach(async () => {
    await server.close();
    await place.remove();
  });

  test.each([
    ['a sign-in', () => login(server, email, PASSWORD)],
    ['a request', () => requestEmailVerification(server, attacker.accessToken)],
  ])('the genuine mail that %s of the attacker triggers is worth nothing to them', async (_what, trigger) => {
    await trigger();
    const [mail] = await awaitMails(place, email);
    expectError(await verifyEmail(server, tokenIn(mail?.text ?? ''), VICTIMS), 'verifyEmail', WRONG);
    expectError(await login(server, email, PASSWORD), 'login', WRONG);
  });

  test('is taken over by the owner of the address; no session, token or link of before is worth anything', async () => {
    expectAnswer(await requestEmailVerification(server, attacker.accessToken), 'requestEmailVerification');
    const [verification] = await awaitMails(place, email);
    clock.advance(1);
    expect(expectAnswer(await register(server, { email, password: VICTIMS }), 'register')).toEqual(SENT);
    const [, mail] = await awaitMails(place, email, 2);
    expect(mail?.subject).toBe('You already have an account');
    const reset = await resetPassword(server, tokenIn(mail?.text ?? ''), VICTIMS);
    expect(expectAnswer(reset, 'resetPassword')).toBe(true);
    // Unexpired sessions.
    await expectRevoked(server, attacker);
    expectError(await refresh(server, attacker.refreshToken), 'refresh', { code: 'SESSION_EXPIRED' });
    expectError(await verifyEmail(server, tokenIn(verification?.text ?? '')), 'verifyEmail', INVALID_TOKEN);
    expectError(await login(server, email, PASSWORD), 'login', WRONG);
    await expectAlive(server, expectAnswer(await login(server, email, VICTIMS), 'login'));
  });
});

describe('a trusted issuer', () => {
  test('that verifies no addresses: a token with the address of somebody is not their account, nor makes one', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const idp = await startJwksServer({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] });
    const issuer = 'https://idp.example/';
    const trusted = [{ issuer, jwksUri: idp.jwksUri, audience: 'https://api.example.com', algorithms: ['ES256'] }];
    const server = await startServer({ env: { TRUSTED_ISSUERS: JSON.stringify(trusted) } });
    try {
      const ada = await server.register('ada@example.com');
      const sign = (sub: string) =>
        new SignJWT({ email: 'ada@example.com', email_verified: true })
          .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
          .setIssuer(issuer)
          .setAudience('https://api.example.com')
          .setSubject(sub)
          .setIssuedAt()
          .setExpirationTime('5m')
          .sign(privateKey);
      for (const sub of ['mallory', ada.userId, 'ada@example.com']) {
        const token = await sign(sub);
        const { data, errors } = await server.request(ME, { token });
        // Classic-federated merge: it is another viewer, who has no account here.
        expect({ data, errors }).toEqual({ data: { me: null }, errors: [] });
        expectError(await requestEmailVerification(server, token), 'requestEmailVerification', { code: 'FORBIDDEN' });
      }
      await expectAlive(server, ada);
    } finally {
      await server.close();
      await idp.close();
    }
  });
});
