import { expect, test } from '@jest/globals';
import { createUserLoader } from '../../src/modules/accounts/loaders.js';
import { migrations } from '../../src/modules/accounts/migrations.js';
import { findUsers, insertUser } from '../../src/modules/accounts/store.js';
import { createLoader } from '../../src/toolkit/loader.js';
import { useModuleDatabase } from '../modules/module-database.js';
import { describeEachDatabase } from '../support/databases.js';

test('a loader reads what is asked for in one turn together, a thousand at most', async () => {
  const batches: number[] = [];
  const loader = createLoader(async (keys) => {
    batches.push(keys.length);
    return keys.map((key) => `value of ${key}`);
  });
  const keys = Array.from({ length: 2500 }, (_, i) => `${i}`);
  expect(await Promise.all(keys.map((key) => loader.load(key)))).toEqual(keys.map((key) => `value of ${key}`));
  expect(batches).toEqual([1000, 1000, 500]);
});

describeEachDatabase('a loader', (engine) => {
  const current = useModuleDatabase(engine, migrations);

  test('of more keys than a statement takes parameters finds each', async () => {
    const { query } = current().database;
    const rest = { name: null, passwordHash: '', roles: ['USER'] as const, disabled: false, emailVerified: false };
    await insertUser(query, { id: 'id-69999', email: 'last@example.com', version: 1, createdAt: 1, ...rest });
    // More than either takes: as one statement it is an error.
    const ids = Array.from({ length: 70_000 }, (_, i) => `id-${i}`);
    await expect(findUsers(query, ids)).rejects.toHaveProperty('message');
    const loader = createUserLoader({ findAll: (some) => findUsers(query, some) });
    const users = await Promise.all(ids.map((id) => loader.load(id)));
    expect(users.filter(Boolean).map((user) => user?.id)).toEqual(['id-69999']);
    expect(users.at(-1)?.email).toBe('last@example.com');
  });
});
