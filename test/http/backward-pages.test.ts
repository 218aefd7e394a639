import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertUser } from '../../src/modules/accounts/store.js';
import { insertEvent } from '../../src/modules/audit/store.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAnswer, expectError } from '../support/operations.js';
import { ADMIN, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

const PAGE = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const ARGUMENTS = '$first: Int, $after: String, $last: Int, $before: String';
const PASSED_ON = 'first: $first, after: $after, last: $last, before: $before';
const QUERIES = {
  users: `query (${ARGUMENTS}) { users(${PASSED_ON}, search: "row-") { edges { cursor node { id } } ${PAGE} } }`,
  auditEvents: `query (${ARGUMENTS}) { auditEvents(${PASSED_ON}, userId: "rows") { edges { cursor node { id } } ${PAGE} } }`,
} as const;
type List = keyof typeof QUERIES;

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id);
const idOf = (index: number) => `${(index * 7919) % 100_003}`.padStart(32, '0');

describeEachDatabase('lists from their end', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let admin: Tokens;

  /** Rows as the server writes them, four in one millisecond. */
  const add = (indices: readonly number[], lists: readonly List[] = ['users', 'auditEvents']) =>
    withDatabase(place, async ({ query }) => {
      for (const index of indices) {
        const [id, time] = [idOf(index), 2e12 + Math.floor(index / 4)];
        const rest = {
          name: null,
          passwordHash: '',
          roles: ['USER'],
          disabled: false,
          emailVerified: false,
          version: 1,
        };
        if (lists.includes('users'))
          await insertUser(query, { id, email: `row-${index}@example.com`, ...rest, createdAt: time });
        const none = { actorId: null, sessionId: null, ipAddress: null, userAgent: null, detail: null };
        if (lists.includes('auditEvents'))
          await insertEvent(query, { id, type: 'SIGNED_IN', at: time, userId: 'rows', ...none });
      }
    });
  const remove = (list: List, ids: readonly string[]) =>
    withDatabase(place, async ({ query }) => {
      const table = list === 'users' ? 'users' : 'audit_events';
      await query.deleteFrom(table).where('id', 'in', ids).execute();
    });
  const ask = (list: List, variables: Readonly<Record<string, unknown>>) =>
    server.request(QUERIES[list], { token: admin.accessToken, variables });
  const page = async (list: List, variables: Readonly<Record<string, unknown>>): Promise<Page> =>
    expectAnswer(await ask(list, variables), list);

  beforeAll(async () => {
    place = await createServerPlace(engine);
    server = await startServer({ place });
    admin = await server.login(ADMIN.email, ADMIN.password);
    await add(Array.from({ length: 30 }, (_, index) => index));
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  describe.each<List>(['users', 'auditEvents'])('%s', (list) => {
    const whole = async () => idsOf(await page(list, { first: 100 }));

    test.each([1, 4, 7, 30, 100])('in pages of %i have every row once, in the order of the list', async (last) => {
      const seen: string[] = [];
      for (let before: string | null = null; seen.length <= 30; ) {
        const found: Page = await page(list, { last, before });
        seen.unshift(...idsOf(found));
        expect(found.pageInfo.startCursor).toBe(found.edges[0]?.cursor);
        expect(found.pageInfo.endCursor).toBe(found.edges.at(-1)?.cursor);
        expect(found.pageInfo.hasNextPage).toBe(before !== null);
        if (!found.pageInfo.hasPreviousPage) break;
        expect(found.edges).toHaveLength(last);
        before = found.pageInfo.startCursor;
      }
      expect(seen).toEqual(await whole());
      expect(seen).toHaveLength(30);
    });

    test('there and back: a page is the same from both sides', async () => {
      const one = await page(list, { first: 5 });
      expect(one.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
      const two = await page(list, { first: 5, after: one.pageInfo.endCursor });
      expect(two.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      const back = await page(list, { last: 5, before: two.pageInfo.startCursor });
      expect(back.edges).toEqual(one.edges);
      expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    });

    test('a page before a cursor is the one that ends there, of 20', async () => {
      const all = await page(list, { first: 100 });
      const [cursor] = all.edges.slice(25).map((edge) => edge.cursor);
      const found = await page(list, { before: cursor });
      expect(idsOf(found)).toEqual(idsOf(all).slice(5, 25));
      expect(found.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    });

    test('between two cursors is what is between them', async () => {
      const all = await page(list, { first: 100 });
      const [after, before] = [all.edges[3]?.cursor, all.edges[10]?.cursor];
      const between = idsOf(all).slice(4, 10);
      expect(idsOf(await page(list, { after, before }))).toEqual(between);
      const first = await page(list, { first: 2, after, before });
      expect(idsOf(first)).toEqual(between.slice(0, 2));
      expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      const last = await page(list, { last: 2, after, before });
      expect(idsOf(last)).toEqual(between.slice(-2));
      expect(last.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
      expect(idsOf(await page(list, { last: 2, after: before, before: after }))).toEqual([]);
    });

    test('before the first row is an empty page, without cursors', async () => {
      const { edges } = await page(list, { first: 1 });
      expect(await page(list, { last: 5, before: edges[0]?.cursor })).toEqual({
        edges: [],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
      });
    });

    test('pages stay good while rows are removed, and added at the end', async () => {
      const before = await whole();
      const one = await page(list, { last: 5 });
      await add([1000], [list]);
      const gone = [one.edges[0]?.node.id ?? '', before[22] ?? ''];
      await remove(list, gone);
      const two = await page(list, { last: 5, before: one.pageInfo.startCursor });
      expect(idsOf(two)).toEqual(before.filter((id) => !gone.includes(id)).slice(-9, -4));
      expect(two.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    });

    test.each([0, -1, 101, 9000])('of %i are BAD_USER_INPUT', async (last) => {
      expectError(await ask(list, { last }), list, { code: 'BAD_USER_INPUT', field: 'last' });
    });

    test('of the first and the last together are BAD_USER_INPUT', async () => {
      expectError(await ask(list, { first: 5, last: 5 }), list, { code: 'BAD_USER_INPUT', field: 'last' });
      expect((await page(list, { first: null, last: 5 })).edges).toHaveLength(5);
      expect((await page(list, { first: 5, last: null })).edges).toHaveLength(5);
    });

    test.each([
      ['a word', 'cursor'],
      ['SQL', Buffer.from("1 ' or 1=1 --").toString('base64url')],
      ['U+0000', Buffer.from('1 a\u0000').toString('base64url')],
    ])('before a cursor of %s are BAD_USER_INPUT', async (_what, before) => {
      expectError(await ask(list, { before }), list, { code: 'BAD_USER_INPUT', field: 'before' });
    });
  });

  test('a cursor of another list is a place in this one: nothing else comes of it', async () => {
    const { edges } = await page('auditEvents', { first: 100 });
    const cursor = edges[10]?.cursor;
    const users = idsOf(await page('users', { first: 100 }));
    const [after, before] = await Promise.all([
      page('users', { first: 100, after: cursor }),
      page('users', { last: 100, before: cursor }),
    ]);
    const own = edges[10]?.node.id ?? '';
    expect([...idsOf(before), ...idsOf(after)]).toEqual(users.filter((id) => id !== own));
  });

  test('are for SUPPORT alone, from either end', async () => {
    const { accessToken: token } = await server.register('reader@example.com');
    for (const list of ['users', 'auditEvents'] as const) {
      for (const variables of [{ last: 1 }, { first: 1, last: 0 }]) {
        expectError(await server.request(QUERIES[list], { token, variables }), list, { code: 'FORBIDDEN' });
        expectError(await server.request(QUERIES[list], { variables }), list, {
          code: 'UNAUTHENTICATED',
          reason: 'TOKEN_MISSING',
        });
      }
    }
  });
});
