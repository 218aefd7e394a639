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

/** What is asked for if nothing is said. */
const FIRST = { after: undefined, before: undefined, isFromEnd: false, search: undefined, size: 20, limit: 21 };
const POSITION = { time: 1_800_000_000_000, id: '0a-Z_9' };
const CURSOR = cursorOf('1800000000000 0a-Z_9');

describe('the arguments', () => {
  test.each([
    ['none', {}, FIRST],
    ['nulls', { first: null, after: null, last: null, before: null, search: null }, FIRST],
    ['empty texts', { after: '', before: '', search: '' }, { ...FIRST, search: '' }],
    ['the smallest page', { first: 1 }, { ...FIRST, size: 1, limit: 2 }],
    ['the largest page', { first: 100, search: 'ann' }, { ...FIRST, search: 'ann', size: 100, limit: 101 }],
    ['the smallest last page', { first: null, last: 1 }, { ...FIRST, isFromEnd: true, size: 1, limit: 2 }],
    ['the largest last page', { last: 100 }, { ...FIRST, isFromEnd: true, size: 100, limit: 101 }],
    ['a cursor', { after: CURSOR }, { ...FIRST, after: POSITION }],
    ['a cursor of an end', { before: CURSOR }, { ...FIRST, before: POSITION, isFromEnd: true }],
    ['the first before a cursor', { first: 20, before: CURSOR }, { ...FIRST, before: POSITION }],
    ['the last after a cursor', { last: 20, after: CURSOR }, { ...FIRST, after: POSITION, isFromEnd: true }],
    ['what is between two', { after: CURSOR, before: CURSOR }, { ...FIRST, after: POSITION, before: POSITION }],
  ] as const)('may be %s', async (_what, args, expected) => {
    const { list, asked } = accountsOf(0);
    await listUserConnection({ list }, args);
    expect(asked).toEqual([expected]);
  });

  test.each([
    [{ first: 0 }, 'first', 'Request 1 to 100 users.'],
    [{ first: -1 }, 'first', 'Request 1 to 100 users.'],
    [{ first: 101 }, 'first', 'Request 1 to 100 users.'],
    [{ first: 2 ** 31 - 1 }, 'first', 'Request 1 to 100 users.'],
    [{ last: 0 }, 'last', 'Request 1 to 100 users.'],
    [{ last: -1 }, 'last', 'Request 1 to 100 users.'],
    [{ last: 101, before: CURSOR }, 'last', 'Request 1 to 100 users.'],
    [{ first: 1, last: 1 }, 'last', 'Request either the first users or the last, not both.'],
    [{ first: 0, last: 0 }, 'last', 'Request either the first users or the last, not both.'],
    [{ before: 'nonsense' }, 'before', 'This is not a cursor of users.'],
    [{ last: 1, before: cursorOf('1 id\n') }, 'before', 'This is not a cursor of users.'],
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
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test.each([
    [2, false],
    [3, false],
    [4, true],
  ])('of three, where there are %d, has a next one: %s', async (count, hasNextPage) => {
    const { edges, pageInfo } = await listUserConnection(accountsOf(count), { first: 3 });
    expect(edges.map(({ node }) => node.id)).toEqual(['id-0', 'id-1', 'id-2'].slice(0, count));
    const [startCursor, endCursor] = [edges[0]?.cursor, edges.at(-1)?.cursor];
    expect(pageInfo).toEqual({ hasNextPage, hasPreviousPage: false, startCursor, endCursor });
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
