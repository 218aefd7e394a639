import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { migrations } from '../../../src/modules/accounts/migrations.js';
import {
  findUserByEmail,
  findUsers,
  hasUsers,
  insertUser,
  listUsers,
  markEmailVerified,
  replaceHash,
  type User,
  type UserPage,
  updateDisabled,
  updateName,
  updatePassword,
  updateRoles,
} from '../../../src/modules/accounts/store.js';
import { describeEachDatabase } from '../../support/databases.js';
import { rejectionOf, useModuleDatabase } from '../module-database.js';

// SQLSTATE, or SQLite's result code.
const DUPLICATE = expect.stringMatching(/^(23505|SQLITE_CONSTRAINT_PRIMARYKEY)$/);

const userOf = (id: string, changes: Partial<User> = {}): User => ({
  id,
  email: `${id}@example.com`,
  name: null,
  passwordHash: `hash of ${id}`,
  roles: ['USER'],
  disabled: false,
  emailVerified: false,
  version: 1,
  createdAt: 1_800_000_000_000,
  ...changes,
});

describeEachDatabase('the users', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const query = () => current().database.query;
  const insert = async (...users: User[]) => {
    for (const user of users) expect(await insertUser(query(), user)).toBe(true);
  };
  const list = async (page: Partial<UserPage> = {}) => {
    const users = await listUsers(query(), { after: undefined, search: undefined, limit: 100, ...page });
    return users.map(({ id }) => id);
  };

  test('a user comes back as he was', async () => {
    const ann = userOf('ann', {
      name: 'Ann Ünal 🙂',
      roles: ['ADMIN', 'SUPPORT'],
      disabled: true,
      emailVerified: true,
      version: 2 ** 40,
      createdAt: 1_800_000_000_123,
    });
    await insert(ann, userOf('bob'));
    expect(await findUserByEmail(query(), 'ann@example.com')).toEqual(ann);
    expect(await findUsers(query(), ['ann'])).toEqual([ann]);
    expect(await findUsers(query(), ['bob'])).toEqual([userOf('bob')]);
  });

  test('hasUsers is false until there is one', async () => {
    expect(await hasUsers(query())).toBe(false);
    await insert(userOf('ann'));
    expect(await hasUsers(query())).toBe(true);
  });

  test('findUsers leaves out who is not there, and no ids find nobody', async () => {
    await insert(userOf('ann'), userOf('bob'));
    expect((await findUsers(query(), ['bob', 'nobody', 'ann', 'bob'])).map(({ id }) => id).sort()).toEqual([
      'ann',
      'bob',
    ]);
    expect(await findUsers(query(), [])).toEqual([]);
  });

  describe('the e-mail address', () => {
    test.each([
      ['in another case', 'ANN@Example.COM', 'ann@example.com'],
      ['in another case, beyond ASCII', 'Ärger@example.com', 'äRGER@example.com'],
      ['composed otherwise', 'jose\u0301@example.com', 'jos\u00e9@example.com'],
    ])('is the same %s', async (_what, first, second) => {
      await insert(userOf('first', { email: first }));
      expect(await insertUser(query(), userOf('second', { email: second }))).toBe(false);
      expect(await findUserByEmail(query(), second)).toEqual(userOf('first', { email: first }));
      expect(await findUsers(query(), ['second'])).toEqual([]);
    });

    test('of somebody else is another', async () => {
      await insert(userOf('ann'), userOf('anna', { email: 'ann@example.org' }));
      expect(await findUserByEmail(query(), 'ann@example')).toBeUndefined();
      expect(await findUserByEmail(query(), "' or 1 = 1 --")).toBeUndefined();
    });

    test('goes to one of many who want it at once', async () => {
      const wishes = Array.from({ length: 10 }, (_, index) => userOf(`user-${index}`, { email: 'wanted@example.com' }));
      const outcomes = await Promise.all(wishes.map((user) => insertUser(query(), user)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await list()).toHaveLength(1);
    });

    test('is free again after a rollback', async () => {
      const attempt = current().database.transaction(async (tx) => {
        await insertUser(tx.query, userOf('ann'));
        throw new Error('changed my mind');
      });
      await expect(attempt).rejects.toThrow('changed my mind');
      await insert(userOf('anna', { email: 'ann@example.com' }));
    });
  });

  test('an id that is taken is a fault, not an address that is taken', async () => {
    await insert(userOf('ann'));
    expect(await rejectionOf(insertUser(query(), userOf('ann', { email: 'other@example.com' })))).toHaveProperty(
      'code',
      DUPLICATE,
    );
  });

  describe('updateRoles', () => {
    test('replaces the roles, raises the version, and gives the user', async () => {
      await insert(userOf('ann', { version: 3, name: 'Ann' }), userOf('bob'));
      const ann = userOf('ann', { version: 4, name: 'Ann', roles: ['SUPPORT', 'ADMIN'] });
      expect(await updateRoles(query(), 'ann', ['SUPPORT', 'ADMIN'])).toEqual(ann);
      expect(await findUsers(query(), ['ann'])).toEqual([ann]);
      expect(await findUsers(query(), ['bob'])).toEqual([userOf('bob')]);
    });

    test('takes all of them', async () => {
      await insert(userOf('ann'));
      expect(await updateRoles(query(), 'ann', [])).toEqual(userOf('ann', { version: 2, roles: [] }));
    });

    test('of nobody changes nothing', async () => {
      await insert(userOf('ann'));
      expect(await updateRoles(query(), 'nobody', ['ADMIN'])).toBeUndefined();
      expect(await findUsers(query(), ['ann'])).toEqual([userOf('ann')]);
    });

    test('many at once each raise the version', async () => {
      await insert(userOf('ann'));
      const updated = await Promise.all(Array.from({ length: 10 }, () => updateRoles(query(), 'ann', ['USER'])));
      expect(updated.map((user) => user?.version).sort((a = 0, b = 0) => a - b)).toEqual([
        2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
      ]);
    });
  });

  describe('what is changed', () => {
    const changes: readonly [string, (id: string) => Promise<User | undefined>, Partial<User>][] = [
      [
        'the password, and the version',
        (id) => updatePassword(query(), userOf(id, { version: 3 }), 'new'),
        { passwordHash: 'new', version: 4 },
      ],
      ['disabled, and the version', (id) => updateDisabled(query(), id, true), { disabled: true, version: 4 }],
      ['enabled, and the version', (id) => updateDisabled(query(), id, false), { disabled: false, version: 4 }],
      ['the name', (id) => updateName(query(), id, 'Émile'), { name: 'Émile' }],
      ['the name, away', (id) => updateName(query(), id, null), { name: null }],
      ['emailVerified', (id) => markEmailVerified(query(), id), { emailVerified: true }],
    ];

    test.each(changes)('%s, and nothing else, of one user', async (_what, change, changed) => {
      const ann = userOf('ann', { version: 3, name: 'Ann' });
      await insert(ann, userOf('bob'));
      expect(await change('ann')).toEqual({ ...ann, ...changed });
      expect(await findUsers(query(), ['ann'])).toEqual([{ ...ann, ...changed }]);
      expect(await findUsers(query(), ['bob'])).toEqual([userOf('bob')]);
      expect(await change('nobody')).toBeUndefined();
    });

    test('a changed name is found by its search, the old one is not', async () => {
      await insert(userOf('1', { name: 'Ann' }));
      await updateName(query(), '1', 'ÉMILE');
      expect(await list({ search: 'émile' })).toEqual(['1']);
      expect(await list({ search: 'ann' })).toEqual([]);
      await updateName(query(), '1', null);
      expect(await list({ search: 'émile' })).toEqual([]);
    });
  });

  test('a password is set by one of many at once, and by nobody who knew the user as they were before', async () => {
    const ann = userOf('ann', { version: 3 });
    await insert(ann);
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => updatePassword(query(), ann, `new ${i}`)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await findUsers(query(), ['ann'])).toEqual(outcomes.filter(Boolean));
    const changed = await updateRoles(query(), 'ann', ['SUPPORT']);
    expect(await updatePassword(query(), ann, 'newer')).toBeUndefined();
    expect(await findUsers(query(), ['ann'])).toEqual([changed]);
  });

  describe('replaceHash', () => {
    test('changes the hash alone', async () => {
      const ann = userOf('ann', { version: 3 });
      await insert(ann, userOf('bob', { passwordHash: ann.passwordHash }));
      expect(await replaceHash(query(), ann, 'newer')).toEqual({ ...ann, passwordHash: 'newer' });
      expect(await findUsers(query(), ['bob'])).toEqual([userOf('bob', { passwordHash: ann.passwordHash })]);
    });

    test('does nothing if the password was changed meanwhile', async () => {
      const ann = userOf('ann');
      await insert(ann);
      const changed = await updatePassword(query(), ann, 'of another password');
      expect(await replaceHash(query(), ann, 'newer')).toBeUndefined();
      expect(await findUsers(query(), ['ann'])).toEqual([changed]);
    });

    test('is done by one of many at once', async () => {
      const ann = userOf('ann');
      await insert(ann);
      const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => replaceHash(query(), ann, `newer ${i}`)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await findUsers(query(), ['ann'])).toEqual(outcomes.filter(Boolean));
    });
  });

  describe('listUsers', () => {
    test('in the order they registered, then of their ids', async () => {
      await insert(
        userOf('d', { createdAt: 2 }),
        userOf('c', { createdAt: 3 }),
        userOf('b', { createdAt: 1 }),
        userOf('a', { createdAt: 2 }),
      );
      expect(await list()).toEqual(['b', 'a', 'd', 'c']);
      expect(await list({ limit: 2 })).toEqual(['b', 'a']);
      expect(await list({ after: { time: 2, id: 'a' } })).toEqual(['d', 'c']);
      expect(await list({ after: { time: 2, id: 'b' }, limit: 1 })).toEqual(['d']);
      expect(await list({ after: { time: 3, id: 'c' } })).toEqual([]);
    });

    test('in the order of the bytes of their ids, on each database', async () => {
      await insert(
        ...['b', 'A', 'a', 'B', '-', '_', '1'].map((id) => userOf(id, { email: `${id.charCodeAt(0)}@x.com` })),
      );
      expect(await list()).toEqual(['-', '1', 'A', 'B', '_', 'a', 'b']);
    });

    test('search finds a part of the address or of the name, in any case', async () => {
      await insert(
        userOf('1', { email: 'ann.smith@example.com', name: 'Ann' }),
        userOf('2', { email: 'bob@example.org', name: 'Bob SMITHERS' }),
        userOf('3', { email: 'carl@example.net' }),
      );
      expect(await list({ search: 'smith' })).toEqual(['1', '2']);
      expect(await list({ search: 'SMITH' })).toEqual(['1', '2']);
      expect(await list({ search: 'example.' })).toEqual(['1', '2', '3']);
      expect(await list({ search: 'nobody' })).toEqual([]);
      expect(await list({ search: 'smith', after: { time: 1_800_000_000_000, id: '1' } })).toEqual(['2']);
    });

    test.each(['Émile', 'émile', 'ÉMILE', 'éMI', 'Öztürk', 'öZTÜRK'])(
      'search finds a name beyond ASCII: %s',
      async (search) => {
        await insert(userOf('1', { name: 'Émile Öztürk' }), userOf('2', { name: 'Emil' }));
        expect(await list({ search })).toEqual(['1']);
      },
    );

    test.each([
      ['%', []],
      ['_', []],
      ['\\', []],
      ["'", []],
      ['0% ', ['percent']],
      ['nn_', ['underscore']],
      ['n\\b', ['backslash']],
      ["O'N", ['quote']],
      ["O'", ['quote']],
      ['"o"', []],
      ['100%', ['percent']],
      ['%_', []],
      ['%%%', []],
    ])('search for %s means just that', async (search, found) => {
      await insert(
        userOf('percent', { name: '100% Ann' }),
        userOf('underscore', { name: 'ann_b' }),
        userOf('backslash', { name: 'ann\\b' }),
        userOf('quote', { name: "O'Neil" }),
      );
      expect(await list({ search })).toEqual(found);
    });
  });
});

describeEachDatabase('users of before their addresses could be verified', (engine) => {
  const { '001-users': first } = migrations;
  const current = useModuleDatabase(engine, first ? { '001-users': first } : {});

  test('are not verified', async () => {
    const { database } = current();
    await sql`insert into users (id, email, email_key, password_hash, roles, disabled, version, created_at)
      values ('ann', 'ann@example.com', 'ann@example.com', 'hash of ann', '["USER"]', 0, 1, 1800000000000)`.execute(
      database.query,
    );
    await database.migrate(migrations);
    expect(await findUsers(database.query, ['ann'])).toEqual([userOf('ann')]);
  });
});
