import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, test } from '@jest/globals';
import { insertPending } from '../../src/modules/accounts/pending-store.js';
import { describeEachDatabase } from '../support/databases.js';
import { PASSWORD } from '../support/server.js';
import {
  type Answer,
  emailOf,
  expectCode,
  expectSame,
  startTimedServer,
  type TimedServer,
  WRONG,
} from '../support/timed-server.js';
import { expectAlike, type Series } from '../support/timing.js';
import { withDatabase } from '../support/with-database.js';

const LOGIN = 'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { userId } }';
const REGISTER =
  'mutation ($email: String!, $password: String!) { register(input: { email: $email, password: $password }) { status } }';
const RESET = 'mutation ($email: String!) { requestPasswordReset(email: $email) }';
const LIMITED = expectCode('RATE_LIMITED');
const DAY_MILLISECONDS = 86_400_000;
const PENDING = 300;
const PER_ADDRESS = { register: 50, mails: 30 } as const;

describeEachDatabase('where addresses are verified, time does not tell whether there is an account', (engine) => {
  let timed: TimedServer;
  beforeAll(async () => {
    timed = await startTimedServer({ engine, env: { EMAIL_VERIFICATION: 'required' } });
    await timed.addPeople('known');
    await timed.addPeople('unverified', { emailVerified: false });
    await timed.addPeople('disabled', { disabled: true });
    await registerAll();
  });
  afterAll(() => timed.close());

  const credentialsOf = (kind: string, index: number, password = PASSWORD) => ({
    email: kind === 'pending' ? emailOf(kind, index, PENDING) : emailOf(kind, index),
    password,
  });
  /** Whose links have not been followed. */
  const registerAll = () =>
    withDatabase(timed.place, async ({ query }) => {
      const now = timed.clock.now();
      for (let index = 0; index < PENDING; index += 1) {
        const { email } = credentialsOf('pending', index);
        const registrant = { email, name: null, passwordHash: 'a hash', hash: randomBytes(32).toString('hex') };
        const times = { createdAt: now, expiresAt: now + DAY_MILLISECONDS };
        await insertPending(query, { ...registrant, ...times }, { since: now, max: 1 });
      }
    });
  const ask = (query: string, name: string, kind: string, password?: string): Series<Answer> => ({
    name,
    ask: (index) => timed.ask(query, credentialsOf(kind, index, password)),
  });
  /** A new address each time. */
  const registerNew = (name: string, from?: string): Series<Answer> => ({
    name,
    ask: (index) => timed.ask(REGISTER, { email: emailOf('new', index, 10_000), password: PASSWORD }, from),
  });

  test('by a sign-in that is refused', async () => {
    await expectAlike(
      [
        ask(LOGIN, 'unknown', 'nobody', WRONG),
        ask(LOGIN, 'wrong password', 'known', WRONG),
        ask(LOGIN, 'unverified, right password', 'unverified'),
        ask(LOGIN, 'registered, link not followed', 'pending'),
      ],
      { what: `login, addresses verified, ${engine}`, check: expectCode('INVALID_CREDENTIALS') },
    );
  });

  test('by a registration', async () => {
    await expectAlike(
      [
        registerNew('new'),
        ask(REGISTER, 'has an account', 'known'),
        ask(REGISTER, 'has one, unverified', 'unverified'),
        ask(REGISTER, 'registered before', 'pending'),
      ],
      { what: `register, ${engine}`, check: expectSame('register', { status: 'VERIFICATION_SENT' }) },
    );
  });

  const resetOf = (name: string, kind: string, from?: string): Series<Answer> => ({
    name,
    ask: (index) => timed.ask(RESET, { email: credentialsOf(kind, index).email }, from),
  });

  test('by a request for a new password', async () => {
    await expectAlike(
      [
        resetOf('unknown', 'nobody'),
        resetOf('known', 'known'),
        resetOf('unverified', 'unverified'),
        resetOf('disabled', 'disabled'),
        resetOf('registered, link not followed', 'pending'),
      ],
      { what: `requestPasswordReset, ${engine}`, check: expectSame('requestPasswordReset', true) },
    );
  });

  test('by a registration or a request for a mail from an address that has had too many', async () => {
    const from = '192.0.2.1';
    const again = (name: string, kind: string): Series<Answer> => ({
      name,
      ask: (index) => timed.ask(REGISTER, credentialsOf(kind, index), from),
    });
    for (let index = 0; index < PER_ADDRESS.register; index += 1) await again('', 'anybody').ask(index);
    await expectAlike([again('address full, new', 'nobody'), again('address full, has an account', 'known')], {
      what: `register, ${engine}`,
      check: LIMITED,
    });
    for (let index = 0; index < PER_ADDRESS.mails; index += 1) await resetOf('', 'anybody', from).ask(index);
    await expectAlike(
      [resetOf('address full, unknown', 'nobody', from), resetOf('address full, known', 'known', from)],
      { what: `requestPasswordReset, ${engine}`, check: LIMITED },
    );
  });
});
