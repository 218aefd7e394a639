import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertUser } from '../../src/modules/accounts/store.js';
import { describeEachDatabase, type TestPlace } from '../support/databases.js';
import { expectAnswer, expectError, setUserRoles } from '../support/operations.js';
import { ADMIN, PASSWORD, startServer, type TestServer, type Tokens } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { withDatabase } from '../support/with-database.js';

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly email: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const USERS = `query ($first: Int, $after: String, $search: String) {
  users(first: $first, after: $after, search: $search) {
    edges { cursor node { email } } pageInfo { hasNextPage endCursor }
  }
}`;

describeEachDatabase('users', (engine) => {
  let place: TestPlace;
  let server: TestServer;
  let support: Tokens;
  let user: Tokens;
  let count = 0;

  /** Users as `register` writes them, without the cost of a password; many in one millisecond. */
  const add = (details: readonly { readonly email: string; readonly name?: string }[]) =>
    withDatabase(place, async ({ query }) => {
      for (const { email, name = null } of details) {
        count += 1;
        const id = `${count * 7919}`.padStart(32, '0');
        const rest = { passwordHash: '', roles: ['USER'] as const, disabled: false, emailVerified: false, version: 1 };
        await insertUser(query, { id, email, name, ...rest, createdAt: 2e12 + Math.floor(count / 4) });
      }
    });
  const ask = (variables: Readonly<Record<string, unknown>>, token = support.accessToken) =>
    server.request(USERS, { token, variables });
  const page = async (variables: Readonly<Record<string, unknown>>): Promise<Page> =>
    expectAnswer(await ask(variables), 'users');
  const emailsOf = ({ edges }: Page) => edges.map(({ node }) => node.email);
  const search = async (text: string) => emailsOf(await page({ search: text, first: 100 }));

  beforeAll(async () => {
    place = await createServerPlace(engine);
    server = await startServer({ place });
    user = await server.register('user@example.com');
    const { userId } = await server.register('support@example.com');
    const admin = await server.login(ADMIN.email, ADMIN.password);
    await setUserRoles(server, admin.accessToken, userId, ['SUPPORT']);
    support = await server.login('support@example.com', PASSWORD);
    await add(Array.from({ length: 30 }, (_, i) => ({ email: `page-${i}@example.com` })));
    await add([
      { email: 'percent@example.com', name: '100% Ada' },
      { email: 'under_score@example.com', name: 'Ada_Lovelace' },
      { email: 'backslash@example.com', name: 'Ada\\Lovelace' },
      { email: 'quote@example.com', name: "O'Hara" },
      { email: 'MiXeD@example.com', name: 'GRACE Hopper' },
      { email: 'umlaut@example.com', name: 'ÄGIR Öst' },
    ]);
  });
  afterAll(async () => {
    await server.close();
    await place.remove();
  });

  /** Follows `endCursor` to the end. */
  const walk = async (first: number, between: (pageNumber: number) => Promise<void> = async () => {}) => {
    const emails: string[] = [];
    let after: string | null = null;
    for (let number = 0; number < 100; number += 1) {
      const found: Page = await page({ first, after, search: 'page-' });
      emails.push(...emailsOf(found));
      expect(found.pageInfo.endCursor).toBe(found.edges.at(-1)?.cursor ?? null);
      if (!found.pageInfo.hasNextPage) return emails;
      expect(found.edges).toHaveLength(first);
      after = found.pageInfo.endCursor;
      await between(number);
    }
    throw new Error('The pages have no end.');
  };
  const expected = Array.from({ length: 30 }, (_, i) => `page-${i}@example.com`);

  describe('pages', () => {
    test.each([1, 4, 7, 30, 100])('of %i have everybody once, in the order they registered', async (first) => {
      expect(await walk(first)).toEqual(expected);
    });

    test('have 20 by default, also when `first` is null', async () => {
      for (const variables of [{}, { first: null }]) {
        const { edges, pageInfo } = await page(variables);
        expect(edges).toHaveLength(20);
        expect(pageInfo.hasNextPage).toBe(true);
      }
    });

    test('stay good while users are added', async () => {
      const added: string[] = [];
      const seen = await walk(7, async (number) => {
        added.push(`page-added-${number}@example.com`);
        await add([{ email: `page-added-${number}@example.com` }]);
      });
      expect(seen).toEqual([...expected, ...added]);
      expect(added).toHaveLength(4);
    });

    test('begin at any cursor, also one of a user who has gone', async () => {
      const { edges } = await page({ first: 5, search: 'page-' });
      const [, second, third] = edges;
      await withDatabase(place, ({ query }) =>
        query
          .deleteFrom('users')
          .where('email', '=', second?.node.email ?? '')
          .execute(),
      );
      expect(emailsOf(await page({ first: 1, after: second?.cursor, search: 'page-' }))).toEqual([third?.node.email]);
    });

    test('after the last are empty', async () => {
      const { pageInfo } = await page({ first: 100 });
      expect(pageInfo.hasNextPage).toBe(false);
      expect(await page({ first: 100, after: pageInfo.endCursor })).toEqual({
        edges: [],
        pageInfo: { hasNextPage: false, endCursor: null },
      });
    });

    test.each([0, -1, 101, 9000, -2_147_483_648])('of %i are BAD_USER_INPUT', async (first) => {
      const response = await ask({ first });
      expectError(response, 'users', { code: 'BAD_USER_INPUT', field: 'first' });
      expect(response.errors[0]?.message).toMatch(/^first: /);
    });

    test.each([
      ['a word', 'cursor'],
      ['no id', Buffer.from('1700000000000 ').toString('base64url')],
      ['no time', Buffer.from('abc').toString('base64url')],
      ['a negative time', Buffer.from('-1 abc').toString('base64url')],
      ['a huge time', Buffer.from(`${'9'.repeat(20)} abc`).toString('base64url')],
      ['SQL', Buffer.from("1 ' or 1=1 --").toString('base64url')],
      ['U+0000', Buffer.from('1 a\u0000').toString('base64url')],
      ['another alphabet', 'ÄÖÜ'],
    ])('after a cursor of %s are BAD_USER_INPUT', async (_what, after) => {
      const response = await ask({ after });
      expectError(response, 'users', { code: 'BAD_USER_INPUT', field: 'after' });
      expect(response.errors[0]?.message).toMatch(/^after: /);
    });
  });

  describe('search', () => {
    test.each([
      ['a part of an address', 'ercen', ['percent@example.com']],
      ['a part of a name', 'Hopp', ['MiXeD@example.com']],
      ['a name in other case', 'grace hOPPER', ['MiXeD@example.com']],
      ['an address in other case', 'mIxEd@', ['MiXeD@example.com']],
      ['a letter outside ASCII in other case', 'ägir ö', ['umlaut@example.com']],
      ['how an address begins', 'pe', ['percent@example.com']],
      ['how a word of a name begins', 'Ö', ['umlaut@example.com']],
      ['no part of two characters', 'rc', []],
      ['% that begins nothing', '%', []],
      ['% in the middle', '0% A', ['percent@example.com']],
      ['_', 'Ada_L', ['under_score@example.com']],
      ['\\', 'Ada\\L', ['backslash@example.com']],
      ['\\ alone', '\\', []],
      ['\\%', '\\%', []],
      ["'", "o'h", ['quote@example.com']],
      ['SQL', "' or '1'='1", []],
      ['nobody', 'nobody at all', []],
    ])('finds %s', async (_what, text, emails) => {
      expect(await search(text)).toEqual(emails);
    });

    test('of nothing finds everybody', async () => {
      expect((await search('')).length).toBeGreaterThan(30);
      expect(await search('  ')).toEqual(await search(''));
    });

    test.each([
      ['100 kB', 'ab'.repeat(50_000)],
      ['100 kB of %', '%'.repeat(100_000)],
    ])('of %s is never a fault of the server', async (_what, text) => {
      const { status, errors } = await ask({ search: text });
      expect(status).toBe(200);
      expect(errors.map(({ extensions }) => extensions.code).filter((code) => code !== 'BAD_USER_INPUT')).toEqual([]);
    });
  });

  describe('are for SUPPORT', () => {
    const USER = 'query ($id: ID!) { user(id: $id) { id } }';

    test('who may also ask for one', async () => {
      const options = { token: support.accessToken, variables: { id: user.userId } };
      expect(expectAnswer(await server.request(USER, options), 'user')).toEqual({ id: user.userId });
    });

    test('to whom an unknown one is null, without an error', async () => {
      for (const id of ['nobody', '', '%', "' or 1=1 --", 'x'.repeat(10_000)]) {
        const { data, errors } = await server.request(USER, { token: support.accessToken, variables: { id } });
        expect({ data, errors }).toEqual({ data: { user: null }, errors: [] });
      }
    });

    test('not for a USER, who may not even ask for himself', async () => {
      expectError(await ask({}, user.accessToken), 'users', { code: 'FORBIDDEN' });
      const options = { token: user.accessToken, variables: { id: user.userId } };
      expectError(await server.request(USER, options), 'user', { code: 'FORBIDDEN' });
    });

    test('nor for nobody', async () => {
      const response = await server.request('{ users { edges { node { id } } } }');
      expectError(response, 'users', { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
    });

    test('a refused one asks the database nothing about users, bad arguments or not', async () => {
      server.takeQueries();
      expectError(await ask({ first: 0, after: 'bad' }, user.accessToken), 'users', { code: 'FORBIDDEN' });
      expect(server.takeQueries().filter((sql) => sql.includes('"users"'))).toEqual([]);
    });
  });
});
