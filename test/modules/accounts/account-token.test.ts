import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/index.js';
import { issueToken, readToken } from '../../../src/modules/accounts/account-token.js';
import { invalidToken } from '../../../src/modules/accounts/mailed-token.js';
import { migrations } from '../../../src/modules/accounts/migrations.js';
import type { User } from '../../../src/modules/accounts/store.js';
import type { TokenPurpose } from '../../../src/modules/accounts/token-store.js';
import { createTestClock } from '../../support/clock.js';
import { describeEachDatabase } from '../../support/databases.js';
import { useModuleDatabase } from '../module-database.js';

const ANN: User = {
  id: 'ann',
  email: 'ann@example.com',
  name: null,
  passwordHash: '',
  roles: ['USER'],
  disabled: false,
  emailVerified: false,
  version: 1,
  createdAt: 0,
};

describeEachDatabase('a token to be mailed', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const setUp = () => {
    const clock = createTestClock();
    const options = { clock: clock.now, randomBytes };
    const { database } = current();
    return {
      clock,
      issue: (purpose: TokenPurpose, user = ANN) =>
        database.transaction((tx) => issueToken(options, tx, user, purpose)),
      read: (text: string, purpose: TokenPurpose) => readToken(options, database.query, text, purpose),
    };
  };

  test('has 32 random bytes, of which the database has the SHA-256 alone', async () => {
    const { issue } = setUp();
    const { text = '' } = (await issue('password-reset')) ?? {};
    expect(text).toMatch(/^[\w-]{43}$/);
    const rows = await current().database.query.selectFrom('account_tokens').selectAll().execute();
    const hash = createHash('sha256').update(Buffer.from(text, 'base64url')).digest('hex');
    expect(rows).toEqual([expect.objectContaining({ hash, user_id: 'ann', email: 'ann@example.com' })]);
    expect(JSON.stringify(rows)).not.toContain(text);
  });

  test.each([
    ['password-reset', 1800],
    ['email-verification', 86_400],
  ] as const)('for %s is good for %d seconds', async (purpose, seconds) => {
    const { clock, issue, read } = setUp();
    const token = await issue(purpose);
    expect(token?.expiresAt).toBe(clock.now() + seconds * 1000);
    clock.advance(seconds - 1);
    expect(await read(token?.text ?? '', purpose)).toMatchObject({ userId: 'ann', email: 'ann@example.com', purpose });
    clock.advance(1);
    expect(await read(token?.text ?? '', purpose)).toBeUndefined();
  });

  test('is none for another purpose', async () => {
    const { issue, read } = setUp();
    const { text = '' } = (await issue('password-reset')) ?? {};
    expect(await read(text, 'email-verification')).toBeUndefined();
    expect(await read(text, 'password-reset')).toBeDefined();
  });

  test('is given to a user five times in half an hour, for each purpose', async () => {
    const { clock, issue, read } = setUp();
    const tokens = [];
    for (let number = 0; number < 7; number += 1) {
      tokens.push(await issue('password-reset'));
      clock.advance(60);
    }
    expect(tokens.map((token) => token !== undefined)).toEqual([true, true, true, true, true, false, false]);
    // The first is not made void by those after it.
    expect(await read(tokens[0]?.text ?? '', 'password-reset')).toBeDefined();
    expect(await issue('email-verification')).toBeDefined();
    expect(await issue('password-reset', { ...ANN, id: 'bob' })).toBeDefined();
    clock.advance(1800 - 7 * 60);
    expect(await issue('password-reset')).toBeDefined();
    expect(await issue('password-reset')).toBeUndefined();
  });

  test('is spelled one way; another is known for wrong without asking the database', async () => {
    const { issue } = setUp();
    const { text = '' } = (await issue('password-reset')) ?? {};
    const asked: string[] = [];
    const database = openDatabase({ ...current().place, onQuery: (sql) => asked.push(sql) });
    const read = (spelling: string) => readToken({ clock: () => 0 }, database.query, spelling, 'password-reset');
    expect(await read(text)).toBeDefined();
    expect(asked).toHaveLength(1);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet[alphabet.indexOf(text.at(-1) ?? '') + 1] ?? '';
    const others = ['', text.slice(1), `${text} `, `${text}=`, `${text.slice(0, -1)}${last}`, 'x'.repeat(1_000_000)];
    const hostile = ['\u0000'.repeat(43), '😀'.repeat(21), "' or 1=1 --", `${text.slice(0, -1)}+`];
    for (const other of [...others, ...hostile]) expect(await read(other)).toBeUndefined();
    expect(asked).toHaveLength(1);
    await database.close();
  });
});

test('the error of one that is not good names the argument', () => {
  const { code, message, extensions } = invalidToken();
  expect({ code, extensions }).toEqual({
    code: 'BAD_USER_INPUT',
    extensions: { code: 'BAD_USER_INPUT', field: 'token' },
  });
  expect(message).toMatch(/^token: /);
});
