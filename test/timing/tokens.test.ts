import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertPending } from '../../src/modules/accounts/pending-store.js';
import { insertToken, type TokenPurpose } from '../../src/modules/accounts/token-store.js';
import { setUserDisabled } from '../support/account-operations.js';
import { describeEachDatabase } from '../support/databases.js';
import { logout } from '../support/operations.js';
import { ADMIN, PASSWORD, type Tokens } from '../support/server.js';
import { type Answer, emailOf, expectCode, startTimedServer, type TimedServer } from '../support/timed-server.js';
import { expectAlike, type Series } from '../support/timing.js';
import { withDatabase } from '../support/with-database.js';

// Left out is what is malformed: it is refused before any database is asked, so sooner, and whoever sends it can tell by
// its form alone. So is a refresh token of no session whose signature holds: nobody can make one, and the answer differs.

const RESET = `mutation ($token: String!) { resetPassword(token: $token, newPassword: "${PASSWORD}!") }`;
const VERIFY = `mutation ($token: String!) { verifyEmail(token: $token, password: "${PASSWORD}") }`;
const REFRESH = 'mutation ($token: String!) { refresh(refreshToken: $token) { userId } }';
const TOKENS = 30;
const PER_ADDRESS = 60;
const FUTURE_MILLISECONDS = 1_800_000;

const newText = () => randomBytes(32).toString('base64url');
const hashOf = (text: string) => createHash('sha256').update(Buffer.from(text, 'base64url')).digest('hex');

describeEachDatabase('the time of a token that is refused', (engine) => {
  let timed: TimedServer;
  beforeAll(async () => {
    timed = await startTimedServer({ engine, env: { EMAIL_VERIFICATION: 'required' } });
  });
  afterAll(() => timed.close());

  const series = (query: string, name: string, tokenOf: (index: number) => string, from?: string): Series<Answer> => ({
    name,
    ask: (index) => timed.ask(query, { token: tokenOf(index) }, from),
  });
  const oneOf = (texts: readonly string[]) => (index: number) => texts[index % texts.length] ?? '';

  /** Mailed tokens, each of an account of its own, that are good for so long. */
  const mail = async (kind: string, purpose: TokenPurpose, milliseconds: number) => {
    const ids = await timed.addPeople(kind, { emailVerified: false }, TOKENS);
    const texts = ids.map(newText);
    const now = timed.clock.now();
    await withDatabase(timed.place, async ({ query }) => {
      for (const [index, userId] of ids.entries()) {
        const hash = hashOf(texts[index] ?? '');
        const times = { createdAt: now - FUTURE_MILLISECONDS, expiresAt: now + milliseconds };
        await insertToken(query, { hash, purpose, userId, email: emailOf(kind, index), ...times });
      }
    });
    return texts;
  };
  /** Links of registrations that are too old. */
  const registerLongAgo = (kind: string) =>
    withDatabase(timed.place, async ({ query }) => {
      const texts = Array.from({ length: TOKENS }, newText);
      const now = timed.clock.now();
      for (const [index, text] of texts.entries()) {
        const registrant = { email: emailOf(kind, index), name: null, passwordHash: 'a hash' };
        const times = { createdAt: now - 2, expiresAt: now - 1 };
        await insertPending(query, { hash: hashOf(text), ...registrant, ...times }, { since: now, max: 1 });
      }
      return texts;
    });

  describe.each([
    ['resetPassword', RESET, 'password-reset', 'email-verification', 'reset'],
    ['verifyEmail', VERIFY, 'email-verification', 'password-reset', 'verify'],
  ] as const)('of a mail for %s', (field, query, purpose, other, kind) => {
    test('does not tell whether it was ever one', async () => {
      const used = await mail(`${kind}-used`, purpose, FUTURE_MILLISECONDS);
      for (const token of used) {
        const { data } = await timed.ask(query, { token });
        expect(data).toEqual({ [field]: true });
      }
      const [expired, ofAnother, registered] = [
        await mail(`${kind}-old`, purpose, -1),
        await mail(`${kind}-other`, other, FUTURE_MILLISECONDS),
        await registerLongAgo(`${kind}-new`),
      ];
      await expectAlike(
        [
          series(query, 'unknown', newText),
          series(query, 'used', oneOf(used)),
          series(query, 'expired', oneOf(expired)),
          series(query, 'for another purpose', oneOf(ofAnother)),
          series(query, 'of a registration, expired', oneOf(registered)),
        ],
        { what: `${field}, ${engine}`, check: expectCode('BAD_USER_INPUT') },
      );
    });

    test('does not tell from an address that has had too many, not even if it is good', async () => {
      const from = `192.0.2.${field.length}`;
      for (let index = 0; index < PER_ADDRESS; index += 1) await timed.ask(query, { token: newText() }, from);
      const good = await mail(`${kind}-good`, purpose, FUTURE_MILLISECONDS);
      await expectAlike(
        [series(query, 'address full, unknown', newText, from), series(query, 'address full, good', oneOf(good), from)],
        { what: `${field}, ${engine}`, check: expectCode('RATE_LIMITED') },
      );
    });
  });

  describe('of a session', () => {
    const signInAll = async (kind: string): Promise<readonly Tokens[]> => {
      await timed.addPeople(kind, {}, TOKENS);
      const all: Tokens[] = [];
      for (let index = 0; index < TOKENS; index += 1)
        all.push(await timed.server.login(emailOf(kind, index), PASSWORD));
      return all;
    };
    const texts = (tokens: readonly Tokens[]) => tokens.map(({ refreshToken }) => refreshToken);

    test('that is forged does not tell whether there is the session', async () => {
      const sessions = texts(await signInAll('forged'));
      const forged = (change: (bytes: Buffer) => void) =>
        sessions.map((text) => {
          const bytes = Buffer.from(text, 'base64url');
          change(bytes);
          return bytes.toString('base64url');
        });
      const [ofOne, ofNone] = [forged((bytes) => bytes.subarray(-32).fill(7)), forged((bytes) => bytes.fill(7, 5))];
      await expectAlike(
        [
          series(REFRESH, 'forged, of no session', oneOf(ofNone)),
          series(REFRESH, 'forged, of a session', oneOf(ofOne)),
        ],
        { what: `refresh, ${engine}`, check: expectCode('UNAUTHENTICATED') },
      );
    });

    test('that has ended does not tell how', async () => {
      const [ended, disabled] = [await signInAll('ended'), await signInAll('disabled')];
      for (const { refreshToken } of ended) await logout(timed.server, refreshToken);
      const admin = await timed.server.login(ADMIN.email, ADMIN.password);
      for (const { userId } of disabled) await setUserDisabled(timed.server, admin.accessToken, userId, true);
      await expectAlike(
        [
          series(REFRESH, 'ended', oneOf(texts(ended))),
          series(REFRESH, 'of a disabled account', oneOf(texts(disabled))),
        ],
        { what: `refresh, ${engine}`, check: expectCode('SESSION_EXPIRED') },
      );
    });
  });
});
