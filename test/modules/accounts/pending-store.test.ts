import { expect, test } from '@jest/globals';
import { migrations } from '../../../src/modules/accounts/migrations.js';
import {
  findPending,
  insertPending,
  isPending,
  type PendingRegistration,
  removeExpiredPending,
  removePendingOf,
} from '../../../src/modules/accounts/pending-store.js';
import { insertUser } from '../../../src/modules/accounts/store.js';
import { describeEachDatabase } from '../../support/databases.js';
import { useModuleDatabase } from '../module-database.js';

const NOW = 1_800_000_000_000;
const LIMIT = { since: NOW - 1000, max: 3 };

const pendingOf = (hash: string, changes: Partial<PendingRegistration> = {}): PendingRegistration => ({
  hash,
  email: 'ann@example.com',
  name: null,
  passwordHash: 'the hash of a password',
  createdAt: NOW,
  expiresAt: NOW + 1000,
  ...changes,
});

describeEachDatabase('pending registrations', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const query = () => current().database.query;
  const insert = async (...all: PendingRegistration[]) => {
    const kept = [];
    for (const pending of all) kept.push(await insertPending(query(), pending, LIMIT));
    return kept;
  };
  const remaining = async () => {
    const rows = await query().selectFrom('pending_registrations').select('hash').orderBy('hash').execute();
    return rows.map(({ hash }) => hash);
  };

  test.each([
    ['with a password', pendingOf('a', { name: 'Ünal 🙂' })],
    ['without', pendingOf('a', { passwordHash: null })],
  ])('one %s comes back as it was, until its time is over', async (_what, pending) => {
    expect(await insert(pending)).toEqual([true]);
    expect(await findPending(query(), 'a', NOW + 999)).toEqual(pending);
    expect(await findPending(query(), 'a', NOW + 1000)).toBeUndefined();
    expect(await findPending(query(), 'b', NOW)).toBeUndefined();
  });

  test('an address gets so many of a kind in a time, however it is written', async () => {
    const email = 'ANN@example.com';
    expect(
      await insert(pendingOf('old', { createdAt: LIMIT.since }), pendingOf('a'), pendingOf('b', { email })),
    ).toEqual([true, true, true]);
    expect(await insert(pendingOf('c'), pendingOf('d', { email }))).toEqual([true, false]);
    const without = ['e', 'f', 'g', 'h'].map((hash) => pendingOf(hash, { passwordHash: null }));
    expect(await insert(...without)).toEqual([true, true, true, false]);
    expect(await insert(pendingOf('i', { email: 'bob@example.com' }))).toEqual([true]);
    expect(await remaining()).toEqual(['a', 'b', 'c', 'e', 'f', 'g', 'i', 'old']);
  });

  test('an address that has an account gets none', async () => {
    await insertUser(query(), {
      id: 'ann',
      email: 'Ann@example.com',
      name: null,
      passwordHash: '',
      roles: ['USER'],
      disabled: false,
      emailVerified: false,
      version: 1,
      createdAt: 0,
    });
    expect(await insert(pendingOf('a'), pendingOf('b', { email: 'bob@example.com' }))).toEqual([false, true]);
    expect(await remaining()).toEqual(['b']);
  });

  test('one without a password, or whose time is over, is no registration', async () => {
    await insert(pendingOf('a', { passwordHash: null }));
    expect(await isPending(query(), 'ann@example.com', NOW)).toBe(false);
    await insert(pendingOf('b'));
    expect(await isPending(query(), 'ANN@example.com', NOW + 999)).toBe(true);
    expect(await isPending(query(), 'ann@example.com', NOW + 1000)).toBe(false);
    expect(await isPending(query(), 'bob@example.com', NOW)).toBe(false);
  });

  test('those of an address go, and are told', async () => {
    await insert(
      pendingOf('a'),
      pendingOf('b', { email: 'ANN@example.com', passwordHash: null }),
      pendingOf('c', { email: 'bob@example.com' }),
    );
    expect((await removePendingOf(query(), 'aNN@example.com')).toSorted()).toEqual(['a', 'b']);
    expect(await remaining()).toEqual(['c']);
    expect(await removePendingOf(query(), 'ann@example.com')).toEqual([]);
  });

  test('those whose time is over go', async () => {
    await insert(pendingOf('a', { expiresAt: NOW }), pendingOf('b', { expiresAt: NOW + 1 }));
    await removeExpiredPending(query(), NOW);
    expect(await remaining()).toEqual(['b']);
  });
});
