import { expect, test } from '@jest/globals';
import { migrations } from '../../../src/modules/accounts/migrations.js';
import {
  type AccountToken,
  countTokens,
  findToken,
  insertToken,
  removeExpiredTokens,
  removeTokensOf,
  takeToken,
} from '../../../src/modules/accounts/token-store.js';
import { describeEachDatabase } from '../../support/databases.js';
import { rejectionOf, useModuleDatabase } from '../module-database.js';

// SQLSTATE, or SQLite's result code.
const DUPLICATE = expect.stringMatching(/^(23505|SQLITE_CONSTRAINT_PRIMARYKEY)$/);
const NOW = 1_800_000_000_000;

const tokenOf = (hash: string, changes: Partial<AccountToken> = {}): AccountToken => ({
  hash,
  purpose: 'password-reset',
  userId: 'ann',
  email: 'ann@example.com',
  createdAt: NOW,
  expiresAt: NOW + 1000,
  ...changes,
});

describeEachDatabase('the tokens of mailed links', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const query = () => current().database.query;
  const insert = async (...tokens: AccountToken[]) => {
    for (const token of tokens) await insertToken(query(), token);
  };
  const remaining = async () => {
    const rows = await query().selectFrom('account_tokens').select('hash').orderBy('hash').execute();
    return rows.map(({ hash }) => hash);
  };

  test('one comes back as it was, until its time is over', async () => {
    await insert(tokenOf('a'), tokenOf('b', { userId: 'bob', purpose: 'email-verification' }));
    expect(await findToken(query(), 'a', 'password-reset', NOW + 999)).toEqual(tokenOf('a'));
    expect(await findToken(query(), 'a', 'password-reset', NOW + 1000)).toBeUndefined();
  });

  test('one is found for its purpose alone', async () => {
    await insert(tokenOf('a'), tokenOf('b', { purpose: 'email-verification' }));
    expect(await findToken(query(), 'a', 'email-verification', NOW)).toBeUndefined();
    expect(await findToken(query(), 'b', 'password-reset', NOW)).toBeUndefined();
    expect(await findToken(query(), 'c', 'password-reset', NOW)).toBeUndefined();
  });

  test('one is taken by one of many who want it at once', async () => {
    await insert(tokenOf('a'), tokenOf('b'));
    const taken = await Promise.all(
      Array.from({ length: 20 }, () => current().database.transaction((tx) => takeToken(tx.query, 'a'))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await remaining()).toEqual(['b']);
  });

  test('one that was taken in a transaction that failed is there still', async () => {
    await insert(tokenOf('a'));
    const attempt = current().database.transaction(async (tx) => {
      expect(await takeToken(tx.query, 'a')).toBe(true);
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    expect(await remaining()).toEqual(['a']);
  });

  test('no two have the same hash', async () => {
    await insert(tokenOf('a'));
    expect(await rejectionOf(insertToken(query(), tokenOf('a', { userId: 'bob' })))).toHaveProperty('code', DUPLICATE);
    expect(await findToken(query(), 'a', 'password-reset', NOW)).toEqual(tokenOf('a'));
  });

  test('they are counted by user, purpose and time', async () => {
    await insert(
      tokenOf('a', { createdAt: NOW - 2 }),
      tokenOf('b', { createdAt: NOW - 1 }),
      tokenOf('c'),
      tokenOf('d', { purpose: 'email-verification' }),
      tokenOf('e', { userId: 'bob' }),
    );
    expect(await countTokens(query(), 'ann', 'password-reset', NOW - 2)).toBe(2);
    expect(await countTokens(query(), 'ann', 'email-verification', 0)).toBe(1);
    expect(await countTokens(query(), 'carl', 'password-reset', 0)).toBe(0);
  });

  test('those of a user go, all or of one purpose, and nobody else’s', async () => {
    await insert(tokenOf('a'), tokenOf('b', { purpose: 'email-verification' }), tokenOf('c', { userId: 'bob' }));
    await removeTokensOf(query(), 'ann', 'email-verification');
    expect(await remaining()).toEqual(['a', 'c']);
    await insert(tokenOf('b', { purpose: 'email-verification' }));
    await removeTokensOf(query(), 'ann');
    expect(await remaining()).toEqual(['c']);
  });

  test('those whose time is over go', async () => {
    await insert(tokenOf('a', { expiresAt: NOW }), tokenOf('b', { expiresAt: NOW + 1 }));
    await removeExpiredTokens(query(), NOW);
    expect(await remaining()).toEqual(['b']);
  });
});
