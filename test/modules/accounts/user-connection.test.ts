import { describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/index.js';
import { PortcullisError } from '../../../src/errors.js';
import { migrations } from '../../../src/modules/accounts/migrations.js';
import { insertUser, listUsers, type User, type UserPage } from '../../../src/modules/accounts/store.js';
import { listUserConnection, type UserConnectionArguments } from '../../../src/modules/accounts/user-connection.js';
import { createTestPlace } from '../../support/databases.js';
import { rejectionOf } from '../module-database.js';

const userOf = (index: number): User => ({
  id: `id-${index}`,
  email: `user-${index}@example.com`,
  name: null,
  passwordHash: '',
  roles: ['USER'],
  disabled: false,
  emailVerified: false,
  version: 1,
  createdAt: 1_800_000_000_000 + Math.floor(index / 3),
});

/** The first `count` users, whatever is asked for; and what was asked for. */
function accountsOf(count: number) {
  const asked: UserPage[] = [];
  const users = Array.from({ length: count }, (_, index) => userOf(index));
  const list = async (page: UserPage) => {
    asked.push(page);
    return users.slice(0, page.limit);
  };
  return { list, asked };
}

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');

describe('the arguments', () => {
  test.each([
    ['none', {}, { after: undefined, search: undefined, limit: 21 }],
    ['nulls', { first: null, after: null, search: null }, { after: undefined, search: undefined, limit: 21 }],
    ['empty texts', { after: '', search: '' }, { after: undefined, search: '', limit: 21 }],
    ['the smallest page', { first: 1 }, { after: undefined, search: undefined, limit: 2 }],
    ['the largest page', { first: 100, search: 'ann' }, { after: undefined, search: 'ann', limit: 101 }],
    [
      'a cursor',
      { after: cursorOf('1800000000000 0a-Z_9') },
      { after: { time: 1_800_000_000_000, id: '0a-Z_9' }, search: undefined, limit: 21 },
    ],
  ] as const)('may be %s', async (_what, args, expected) => {
    const { list, asked } = accountsOf(0);
    await listUserConnection({ list }, args);
    expect(asked).toEqual([expected]);
  });

  test.each([
    [{ first: 0 }, 'first', 'Ask for 1 to 100 users.'],
    [{ first: -1 }, 'first', 'Ask for 1 to 100 users.'],
    [{ first: 101 }, 'first', 'Ask for 1 to 100 users.'],
    [{ first: 2 ** 31 - 1 }, 'first', 'Ask for 1 to 100 users.'],
    [{ after: 'nonsense' }, 'after', 'This is not a cursor of users.'],
    [{ after: '\u0000' }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf('1800000000000') }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf('1e3 id') }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf('-1 id') }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf(`${'9'.repeat(16)} id`) }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf("1 ' or 1=1 --") }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf('1 \u0000') }, 'after', 'This is not a cursor of users.'],
    [{ after: cursorOf('1 id\n') }, 'after', 'This is not a cursor of users.'],
  ])('are refused: %j', async (args: UserConnectionArguments, field, message) => {
    const { list, asked } = accountsOf(1);
    const error = await rejectionOf(listUserConnection({ list }, args));
    if (!(error instanceof PortcullisError)) throw new TypeError(`Not a PortcullisError: ${String(error)}`);
    expect({ message: error.message, ...error.extensions }).toEqual({
      code: 'BAD_USER_INPUT',
      field,
      message: `${field}: ${message}`,
    });
    expect(asked).toEqual([]);
  });
});

describe('the page', () => {
  test('of nobody', async () => {
    expect(await listUserConnection(accountsOf(0), {})).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null },
    });
  });

  test.each([
    [2, false],
    [3, false],
    [4, true],
  ])('of three, where there are %d, has a next one: %s', async (count, hasNextPage) => {
    const { edges, pageInfo } = await listUserConnection(accountsOf(count), { first: 3 });
    expect(edges.map(({ node }) => node.id)).toEqual(['id-0', 'id-1', 'id-2'].slice(0, count));
    expect(pageInfo).toEqual({ hasNextPage, endCursor: edges.at(-1)?.cursor });
  });

  test('page after page, all users come once and in order, even if one comes or goes meanwhile', async () => {
    const place = await createTestPlace('SQLite');
    const { query, migrate, close } = openDatabase(place);
    await migrate(migrations);
    for (const index of [0, 1, 2, 3, 4, 5, 6, 7]) await insertUser(query, userOf(index));
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const args: UserConnectionArguments = { first: 3, after };
      const { edges, pageInfo } = await listUserConnection({ list: (page) => listUsers(query, page) }, args);
      seen.push(...edges.map(({ node }) => node.id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      await query
        .deleteFrom('users')
        .where('id', '=', seen.at(-1) ?? '')
        .execute();
      if (seen.length === 3) await insertUser(query, userOf(8));
    } while (after !== null);
    await close();
    await place.remove();
    expect(seen).toEqual(['id-0', 'id-1', 'id-2', 'id-3', 'id-4', 'id-5', 'id-6', 'id-7', 'id-8']);
  });
});
