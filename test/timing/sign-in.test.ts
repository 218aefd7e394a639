import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ModuleDeps } from '../../src/module/index.js';
import { createAccountsService } from '../../src/modules/accounts/accounts.js';
import { createAccounts } from '../../src/modules/accounts/index.js';
import { defineMails } from '../../src/modules/accounts/mail-links.js';
import { createPasswords, type Passwords } from '../../src/modules/accounts/passwords.js';
import { describeEachDatabase } from '../support/databases.js';
import { CHEAP_HASH, PASSWORD } from '../support/server.js';
import {
  type Answer,
  emailOf,
  expectCode,
  startTimedServer,
  type TimedServer,
  WRONG,
} from '../support/timed-server.js';
import { compare, expectAlike, isAlike, MOST, type Series } from '../support/timing.js';

const LOGIN = 'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { userId } }';
const LOCKED = 10;
const FREE_ATTEMPTS = 5;
const PER_ADDRESS = 100;
const REFUSED = expectCode('INVALID_CREDENTIALS');
const LIMITED = expectCode('RATE_LIMITED');

/** Sign-ins of one kind of people, each from an address of its own. */
function signIns(name: string, { ask }: TimedServer, kind: string, password: string): Series<Answer> {
  return { name, ask: (index) => ask(LOGIN, { email: emailOf(kind, index), password }) };
}

describeEachDatabase('time does not tell whether there is an account', (engine) => {
  let timed: TimedServer;
  beforeAll(async () => {
    timed = await startTimedServer({ engine });
    await timed.addPeople('known');
    await timed.addPeople('disabled', { disabled: true });
    await timed.addPeople('off', { disabled: true });
    await timed.addPeople('locked', {}, LOCKED);
  });
  afterAll(() => timed.close());

  test('by a sign-in that is refused', async () => {
    await expectAlike(
      [
        signIns('unknown', timed, 'nobody', WRONG),
        signIns('wrong password', timed, 'known', WRONG),
        signIns('disabled', timed, 'disabled', PASSWORD),
        signIns('disabled, wrong password', timed, 'off', WRONG),
      ],
      { what: `login, ${engine}`, check: REFUSED },
    );
  });

  test('by a sign-in that has to wait, be the password right or wrong', async () => {
    for (const kind of ['locked', 'nowhere'])
      for (let index = 0; index < LOCKED; index += 1)
        for (let attempt = 0; attempt < FREE_ATTEMPTS; attempt += 1)
          REFUSED(await timed.ask(LOGIN, { email: emailOf(kind, index, LOCKED), password: WRONG }));
    const locked = (name: string, kind: string, password: string): Series<Answer> => ({
      name,
      ask: (index) => timed.ask(LOGIN, { email: emailOf(kind, index, LOCKED), password }),
    });
    await expectAlike(
      [
        locked('locked, wrong password', 'locked', WRONG),
        locked('locked, right password', 'locked', PASSWORD),
        locked('locked, unknown', 'nowhere', WRONG),
      ],
      { what: `login, ${engine}`, check: LIMITED },
    );
  });

  test('by a sign-in from an address that has had too many', async () => {
    const from = '192.0.2.1';
    for (let index = 0; index < PER_ADDRESS; index += 1)
      REFUSED(await timed.ask(LOGIN, { email: emailOf('anybody', index), password: WRONG }, from));
    const fromThere = (name: string, kind: string, password: string): Series<Answer> => ({
      name,
      ask: (index) => timed.ask(LOGIN, { email: emailOf(kind, index), password }, from),
    });
    await expectAlike(
      [
        fromThere('address full, unknown', 'nobody', WRONG),
        fromThere('address full, wrong password', 'known', WRONG),
        fromThere('address full, right password', 'known', PASSWORD),
      ],
      { what: `login, ${engine}`, check: LIMITED },
    );
  });
});

describe('with hashes as they are in production', () => {
  test('the time of a sign-in that is refused does not tell either', async () => {
    const timed = await startTimedServer({ engine: 'SQLite', hashes: 'as built' });
    try {
      await timed.addPeople('known');
      await timed.addPeople('disabled', { disabled: true });
      await expectAlike(
        [
          signIns('unknown', timed, 'nobody', WRONG),
          signIns('wrong password', timed, 'known', WRONG),
          signIns('disabled', timed, 'disabled', PASSWORD),
        ],
        { what: 'login, hash as built', check: REFUSED, rounds: 40 },
      );
    } finally {
      await timed.close();
    }
  });
});

describe('a server that hashes nothing for an address without an account', () => {
  /** The passwords of the server, without what they do for nobody. */
  const withoutNobodys = (passwords: Passwords): Passwords => ({
    ...passwords,
    verify: async (hash, ...rest) => (hash === undefined ? false : passwords.verify(hash, ...rest)),
  });
  const leaking = {
    ...createAccounts(CHEAP_HASH),
    services: (deps: ModuleDeps) => {
      const passwords = withoutNobodys(createPasswords(deps.randomBytes, undefined, CHEAP_HASH));
      return { accounts: createAccountsService({ ...deps, passwords, mails: defineMails(deps) }) };
    },
  };

  test('is found out, even if its hashes are cheap', async () => {
    const timed = await startTimedServer({ engine: 'SQLite', accounts: leaking });
    try {
      await timed.addPeople('known');
      const [found] = await compare(
        [signIns('unknown', timed, 'nobody', WRONG), signIns('wrong password', timed, 'known', WRONG)],
        { what: 'login without the hash', check: REFUSED, extensions: 0 },
      );
      expect(found?.ratio).toBeGreaterThan(1 + MOST);
      expect(found && isAlike(found)).toBe(false);
    } finally {
      await timed.close();
    }
  });
});
