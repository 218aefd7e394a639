import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  auditTrail,
  awaitQuiet,
  countHashes,
  requestPasswordReset,
  resetPassword,
  setUserDisabled,
  verifyEmail,
  type Work,
  workOf,
} from '../support/account-operations.js';
import { createTestClock } from '../support/clock.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { awaitMails, awaitToken, readMails, tokenIn } from '../support/mailbox.js';
import { expectAlive, expectAnswer, expectError, login, register, takeRequestQueries } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const GUESS = 'what an attacker chooses';
const SENT = { status: 'VERIFICATION_SENT', auth: null };

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All that a client sees of an answer, to the byte. */
async function answerOf(
  server: TestServer,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { date: _, 'x-request-id': _id, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

const REGISTER =
  'mutation ($e: String!, $p: String!) { register(input: { email: $e, password: $p }) { status auth { userId } } }';
const LOGIN = 'mutation ($e: String!, $p: String!) { login(email: $e, password: $p) { userId } }';

describeEachDatabase('registration where addresses are verified first', (engine) => {
  const clock = createTestClock();
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;
  let email = '';
  let count = 0;

  beforeAll(async () => {
    place = await createServerPlace(engine);
    server = await startServer({ place, clock: clock.now, env: { EMAIL_VERIFICATION: 'required' } });
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });
  beforeEach(async () => {
    count += 1;
    email = `ada-${count}@example.com`;
    admin = await server.login(ADMIN.email, ADMIN.password);
  });

  const registerAda = async (password = PASSWORD) =>
    expect(expectAnswer(await register(server, { email, password }), 'register')).toEqual(SENT);
  const verify = async () => {
    const token = await awaitToken(place, email);
    expect(expectAnswer(await verifyEmail(server, token), 'verifyEmail')).toBe(true);
  };
  const expectNoSignIn = async (password = PASSWORD) => {
    expectError(await login(server, email, password), 'login', { code: 'INVALID_CREDENTIALS' });
  };
  const userIdOf = async () => {
    const [row] = await withDatabase(place, ({ query }) =>
      query.selectFrom('users').select('id').where('email_key', '=', email).execute(),
    );
    return row?.id ?? '';
  };
  const sessions = () =>
    withDatabase(place, ({ query }) => query.selectFrom('sessions').selectAll().execute()).then(({ length }) => length);

  test('mails a link, and opens no session before it was followed', async () => {
    const before = await sessions();
    await registerAda();
    await expectNoSignIn();
    expect(await sessions()).toBe(before);
    const [mail] = await awaitMails(place, email);
    expect(mail).toMatchObject({ subject: 'Verify your e-mail address' });
    expect(tokenIn(mail?.text ?? '')).toMatch(/^[\w-]{43}$/);
  });

  test('after the link was followed, the password signs in', async () => {
    await registerAda();
    await verify();
    const tokens = expectAnswer(await login(server, email, PASSWORD), 'login');
    await expectAlive(server, tokens);
    expect(expectAnswer(await server.request('{ me { emailVerified } }', { token: tokens.accessToken }), 'me')).toEqual(
      {
        emailVerified: true,
      },
    );
    const trail = await auditTrail(server, admin.accessToken, tokens.userId);
    expect(trail.toSorted()).toEqual(['EMAIL_VERIFIED', 'REGISTERED', 'SIGNED_IN']);
  });

  test('a second registration mails another link, and makes the first one not void; a sign-in brings none', async () => {
    await registerAda();
    const first = await awaitToken(place, email);
    await expectNoSignIn();
    clock.advance(1);
    await registerAda();
    await awaitMails(place, email, 2);
    await expectNoSignIn();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await awaitMails(place, email, 2)).toHaveLength(2);
    expect(expectAnswer(await verifyEmail(server, first), 'verifyEmail')).toBe(true);
    expectAnswer(await login(server, email, PASSWORD), 'login');
  });

  test('the error says that it may be the verification, whatever it is', async () => {
    await registerAda();
    const { errors: unverified } = await login(server, email, PASSWORD);
    const { errors: unknown } = await login(server, 'nobody@example.com', PASSWORD);
    expect(unverified).toEqual(unknown);
    expect(unverified[0]?.message).toBe(
      'The e-mail address or the password is wrong, or the address is not verified yet.',
    );
  });

  test('who was made by the environment or a command signs in at once', async () => {
    await expectAlive(server, admin);
  });

  describe('of an address that has an account', () => {
    const makeAccount = async () => {
      await registerAda();
      await verify();
    };
    const change = (values: { readonly email_verified: number }) =>
      withDatabase(place, ({ query }) =>
        query.updateTable('users').set(values).where('email_key', '=', email).execute(),
      );

    test.each([true, false])(
      'tells its owner by mail, with a link to a new password (verified: %s)',
      async (verified) => {
        await makeAccount();
        if (!verified) await change({ email_verified: 0 });
        clock.advance(1);
        await registerAda(GUESS);
        const [, mail] = await awaitMails(place, email, 2);
        expect(mail).toMatchObject({ to: email, subject: 'You already have an account' });
        await expectNoSignIn(GUESS);
        expect(await auditTrail(server, admin.accessToken, await userIdOf())).toContain('REGISTRATION_REPEATED');
        const response = await resetPassword(server, tokenIn(mail?.text ?? ''), 'the owner chooses this');
        expect(expectAnswer(response, 'resetPassword')).toBe(true);
        expectAnswer(await login(server, email, 'the owner chooses this'), 'login');
        await expectNoSignIn(GUESS);
        await expectNoSignIn(PASSWORD);
      },
    );

    test('changes nothing of it', async () => {
      const rows = () =>
        withDatabase(place, ({ query }) =>
          query.selectFrom('users').selectAll().where('email_key', '=', email).execute(),
        );
      await makeAccount();
      const before = await rows();
      expect(before).toHaveLength(1);
      await register(server, { email: email.toUpperCase(), password: GUESS, name: 'Mallory' });
      expect(await rows()).toEqual(before);
    });

    test('mails nobody if its owner is disabled', async () => {
      await makeAccount();
      await setUserDisabled(server, admin.accessToken, await userIdOf(), true);
      await registerAda(GUESS);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(await awaitMails(place, email)).toHaveLength(1);
    });

    test('fills no mailbox', async () => {
      await makeAccount();
      for (let i = 0; i < 8; i += 1) await registerAda(GUESS);
      expect(await awaitMails(place, email, 6)).toHaveLength(6);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(await awaitMails(place, email, 6)).toHaveLength(6);
    });

    test('ten times at once is no account yet, no more mails than one may get, and ten same answers', async () => {
      const responses = await Promise.all(
        Array.from({ length: 10 }, (_, i) => register(server, { email, password: `password number ${i}` })),
      );
      for (const response of responses) expect(expectAnswer(response, 'register')).toEqual(SENT);
      expect(await userIdOf()).toBe('');
      const pending = await withDatabase(place, ({ query }) =>
        query.selectFrom('pending_registrations').select('hash').where('email_key', '=', email).execute(),
      );
      expect(pending).toHaveLength(5);
      expect(await awaitMails(place, email, 5)).toHaveLength(5);
    });
  });

  describe('nobody learns who has an account:', () => {
    let taken = '';
    let unverified = '';
    let pending = '';
    let disabled = '';

    beforeEach(async () => {
      taken = `taken-${count}@example.com`;
      unverified = `unverified-${count}@example.com`;
      pending = `pending-${count}@example.com`;
      disabled = `disabled-${count}@example.com`;
      for (const address of [taken, unverified, disabled, pending]) {
        expectAnswer(await register(server, { email: address, password: PASSWORD }), 'register');
      }
      for (const address of [taken, unverified, disabled]) {
        expectAnswer(await verifyEmail(server, await awaitToken(place, address)), 'verifyEmail');
      }
      await withDatabase(place, ({ query }) =>
        query.updateTable('users').set({ disabled: 1 }).where('email_key', '=', disabled).execute(),
      );
      await withDatabase(place, ({ query }) =>
        query.updateTable('users').set({ email_verified: 0 }).where('email_key', '=', unverified).execute(),
      );
      await awaitMails(place, pending);
    });

    const addresses = () => [`new-${count}@example.com`, taken, taken.toUpperCase(), unverified, disabled, pending];

    test('register answers the same to the byte, after the same work', async () => {
      const answers: Answer[] = [];
      const work: Work[] = [];
      for (const address of addresses()) {
        // What is mailed is made after the answer, and depends on the address.
        await awaitQuiet(server, place);
        const ask = async () => answers.push(await answerOf(server, REGISTER, { e: address, p: GUESS }));
        work.push(await workOf(server, ask));
      }
      expect(answers).toEqual(Array(answers.length).fill(answers[0]));
      expect(JSON.parse(answers[0]?.body ?? '')).toEqual({ data: { register: SENT } });
      expect(work).toEqual(Array(work.length).fill(work[0]));
      expect(work[0]?.hashes).toBe(1);
      expect(work[0]?.queries.length).toBeGreaterThan(2);
    });

    test('nor does a sign-in with what was just registered', async () => {
      const answers: Answer[] = [];
      const work: Work[] = [];
      for (const address of addresses()) {
        await answerOf(server, REGISTER, { e: address, p: GUESS });
        await awaitQuiet(server, place);
        const ask = async () => answers.push(await answerOf(server, LOGIN, { e: address, p: GUESS }));
        work.push(await workOf(server, ask));
      }
      expect(answers).toEqual(Array(answers.length).fill(answers[0]));
      expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({
        data: { login: null },
        errors: [{ extensions: { code: 'INVALID_CREDENTIALS' } }],
      });
      expect(work).toEqual(Array(work.length).fill(work[0]));
      expect(work[0]?.hashes).toBe(1);
      expect(work[0]?.queries).toHaveLength(6);
    });

    test('nor a request for a new password', async () => {
      const answers = [];
      const query = 'mutation ($e: String!) { requestPasswordReset(email: $e) }';
      for (const address of addresses()) answers.push(await answerOf(server, query, { e: address }));
      expect(answers).toEqual(Array(answers.length).fill(answers[0]));
    });
  });

  test.each([
    ['email', { email: 'nobody' }],
    ['password', { password: 'short' }],
    ['password', { password: 'password1' }],
    ['name', { name: 'Ada\nLovelace' }],
  ])('an input whose %s is wrong is told at once: %j', async (field, change) => {
    const response = await register(server, { email, password: PASSWORD, ...change });
    expectError(response, 'register', { code: 'BAD_USER_INPUT', field });
    expect(await userIdOf()).toBe('');
  });
});

describeEachDatabase('registration that is closed', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ engine, env: { REGISTRATION: 'closed' } });
  });
  afterAll(() => server.close());

  test('is FORBIDDEN for everybody, and costs nothing', async () => {
    const admin = await server.login(ADMIN.email, ADMIN.password);
    for (const options of [{}, { token: admin.accessToken }]) {
      for (const email of ['new@example.com', ADMIN.email]) {
        server.takeQueries();
        const hashes = await countHashes(server, async () => {
          const response = await register(server, { email, password: PASSWORD }, options);
          expectError(response, 'register', { code: 'FORBIDDEN' });
          expect(response.errors[0]?.message).toBe('Registration is closed. Ask an administrator for an account.');
        });
        expect({ hashes, queries: takeRequestQueries(server) }).toEqual({ hashes: 0, queries: [] });
      }
    }
  });

  test('keeps nobody from signing in, or from a new password', async () => {
    expectAnswer(await login(server, ADMIN.email, ADMIN.password), 'login');
    expectAnswer(await requestPasswordReset(server, ADMIN.email), 'requestPasswordReset');
  });
});

describeEachDatabase('accounts of before addresses had to be verified', (engine) => {
  test('sign in once they have followed the link that their sign-in mails', async () => {
    const place = await createServerPlace(engine);
    try {
      const before = await startServer({ place });
      const { refreshToken } = await before.register('ada@example.com');
      await before.close();
      const server = await startServer({ place, env: { EMAIL_VERIFICATION: 'required' } });
      try {
        // A session of before goes on.
        const query = 'mutation ($t: String!) { refresh(refreshToken: $t) { userId } }';
        expectAnswer(await server.request(query, { variables: { t: refreshToken } }), 'refresh');
        expectError(await login(server, 'ada@example.com', PASSWORD), 'login', { code: 'INVALID_CREDENTIALS' });
        const token = await awaitToken(place, 'ada@example.com');
        expectAnswer(await verifyEmail(server, token), 'verifyEmail');
        expectAnswer(await login(server, 'ada@example.com', PASSWORD), 'login');
        expect(readMails(place)).toHaveLength(1);
      } finally {
        await server.close();
      }
    } finally {
      await place.remove();
    }
  });
});
