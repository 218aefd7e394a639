import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../../src/database/index.js';
import { migrations } from '../../../src/modules/accounts/migrations.js';
import { insertUser, listUsers, type User, updateName } from '../../../src/modules/accounts/store.js';
import { canFindParts, findsUser, NO_PARTS } from '../../../src/modules/accounts/user-search.js';
import { createTestPlace, describeEachDatabase, engines, type TestPlace } from '../../support/databases.js';
import { administer, postgresUrl } from '../../support/postgres.js';
import { startServer } from '../../support/server.js';
import { useModuleDatabase } from '../module-database.js';

const userOf = (number: number, changes: Partial<User> = {}): User => ({
  id: `id-${number}`,
  email: `user${number}@example.com`,
  name: null,
  passwordHash: 'hash',
  roles: ['USER'],
  disabled: false,
  emailVerified: false,
  version: 1,
  createdAt: number,
  ...changes,
});

const search = async ({ query }: Database, text: string, options: { parts?: boolean; after?: number } = {}) => {
  const { parts = true, after: from } = options;
  const after = from === undefined ? undefined : { time: from, id: `id-${from}` };
  const users = await listUsers(query, { after, search: text, limit: 5 }, { parts });
  return users.map(({ createdAt }) => createdAt);
};

describeEachDatabase('a search', (engine) => {
  const COUNT = 3000;
  let place: TestPlace;
  let database: Database;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    database = openDatabase(place);
    await database.migrate(migrations);
    await database.transaction(async ({ query }) => {
      for (let number = 0; number < COUNT; number += 1) {
        await insertUser(query, userOf(number, { name: `Ada ${number % 2 === 0 ? 'Byron' : 'Lovelace'} ${number}` }));
      }
    });
    if (engine === 'PostgreSQL') await sql`vacuum analyze users`.execute(database.query);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  test.each([
    ['few, by a part', 'ser2999@', [2999]],
    ['one, by the address', 'user2999@example.com', [2999]],
    ['few, by the end of what stands before the @', '999@EXAMPLE', [999, 1999, 2999]],
    ['more than are sorted, by a letter before the @', '1@ex', [1, 11, 21, 31, 41]],
    ['those of a whole domain, by what stands after the @', '@example.com', [0, 1, 2, 3, 4]],
    ['nobody, by an address that is longer', 'user2999@example.com.au', []],
    ['few, by a part of the name', 'ce 17', [17, 171, 173, 175, 177]],
    ['more than are sorted, by a part', 'lovel', [1, 3, 5, 7, 9]],
    ['all', 'example', [0, 1, 2, 3, 4]],
    ['few, by a beginning', '7', [7, 70, 71, 72, 73]],
    ['more than are sorted, by a beginning', 'lo', [1, 3, 5, 7, 9]],
    ['nobody', 'zz', []],
  ])('finds %s, in the order they registered', async (_what, text, found) => {
    expect(await search(database, text)).toEqual(found);
  });

  test.each([
    ['few', 'ce 17', 171, [173, 175, 177, 179, 1701]],
    ['many', 'lovel', 2989, [2991, 2993, 2995, 2997, 2999]],
    ['many, by a beginning', 'by', 2991, [2992, 2994, 2996, 2998]],
  ])('goes on after a cursor: %s', async (_what, text, after, found) => {
    expect(await search(database, text, { after })).toEqual(found);
  });

  test.each(['ser2999@', 'user2999@example.com', 'yron 299', '29'])(
    'for few reads an index, and not every user: %s',
    async (text) => {
      const rows = await database.transaction(async ({ query }) => {
        // So few users are read from one end to the other all the same.
        if (engine === 'PostgreSQL') await sql`set local enable_seqscan = off`.execute(query);
        const page = query
          .selectFrom('users')
          .selectAll()
          .where(await findsUser(query, text, true))
          .limit(20);
        return engine === 'SQLite' ? page.explain(undefined, sql`query plan`) : page.explain();
      });
      const plan = JSON.stringify(rows);
      expect(plan).not.toMatch(/Seq Scan on users|SCAN users/);
      expect(plan).toMatch(/Index|USING/i);
    },
  );

  test('is the same without parts, for what begins so', async () => {
    for (const text of ['user2999', 'byron', 'by', 'ada lovelace 7', 'LOVELACE ADA']) {
      const beginnings = await search(database, text, { parts: false });
      expect([text, beginnings.length > 0]).toEqual([text, true]);
    }
    expect(await search(database, 'ser2999', { parts: false })).toEqual([]);
    expect(await search(database, 'ada lovelace 17', { parts: false })).toEqual([17, 171, 173, 175, 177]);
    expect(await search(database, 'ada byron 17', { parts: false })).toEqual([170, 172, 174, 176, 178]);
  });
});

/** The parts of three to nine characters, and all to the end of those before an `@`, that have an `@` in them. */
function partsWithAt(text: string): readonly string[] {
  const characters = [...text];
  const starts = characters.map((_, start) => start);
  const parts = starts.flatMap((start) =>
    [3, 5, 9, characters.length].map((length) => characters.slice(start, start + length).join('')),
  );
  return parts.filter((part) => part.includes('@') && [...part].length >= 3);
}

describeEachDatabase('the index of a search', (engine) => {
  const { '005-user-search': userSearch, '006-address-search': addressSearch, ...before } = migrations;
  const current = useModuleDatabase(engine, before);

  test('has those who registered before it was made', async () => {
    const { database } = current();
    const names = ['Ada Byron', null, 'Grace Hopper'];
    for (const [number, name] of names.entries()) {
      await sql`insert into users (id, email, email_key, name, name_key, password_hash, roles, disabled, version, created_at)
        values (${`id-${number}`}, ${`user${number}@x.com`}, ${`user${number}@x.com`}, ${name}, ${name?.toLowerCase() ?? null},
          'hash', '["USER"]', 0, 1, ${number})`.execute(database.query);
    }
    expect([userSearch, addressSearch]).not.toContain(undefined);
    await database.migrate(migrations);
    expect(await search(database, 'yro')).toEqual([0]);
    expect(await search(database, 'ho')).toEqual([2]);
    expect(await search(database, 'user1@')).toEqual([1]);
    expect(await search(database, 'x.com')).toEqual([0, 1, 2]);
  });

  test('has what stands before the @ of those who were indexed without it', async () => {
    const { database } = current();
    await database.migrate(migrations);
    await insertUser(database.query, userOf(1));
    await sql`delete from user_words where word < ${'\u0002'}`.execute(database.query);
    expect(await search(database, 'ser1@ex')).toEqual([]);
    await migrations['006-address-search']?.up(database.query);
    expect(await search(database, 'ser1@ex')).toEqual([1]);
  });

  test('finds every part that has an @ in it, wherever it is', async () => {
    const { database } = current();
    await database.migrate(migrations);
    const long = 'x'.repeat(60);
    const texts: readonly (readonly [string, string | null])[] = [
      ['"a@b"@example.com', null],
      ['ann@example.com', 'Ann (ann@work.example)'],
      ['Ünï@example.com', '@ada @@ bob'],
      [`${long}@example.com`, `${long}@1 ${long}@2`],
      ['c@example.com', '𝕊𝕋@home'],
    ];
    for (const [number, [email, name]] of texts.entries())
      await insertUser(database.query, userOf(number, { email, name }));
    const all = texts.map(([email, name]) => [email, name ?? ''].map((text) => text.normalize('NFC').toLowerCase()));
    const parts = new Set(all.flat().flatMap((text) => partsWithAt(text)));
    expect(parts.size).toBeGreaterThan(150);
    for (const part of parts) {
      const having = all.flatMap((those, number) => (those.some((text) => text.includes(part)) ? [number] : []));
      expect([part, await search(database, part)]).toEqual([part, having]);
    }
  });

  test('follows a change of the name, a removal, and what did not happen', async () => {
    const { database } = current();
    await database.migrate(migrations);
    await insertUser(database.query, userOf(1, { name: 'Ada' }));
    await insertUser(database.query, userOf(2, { name: 'Grace' }));
    expect(await insertUser(database.query, userOf(3, { email: 'USER1@example.com', name: 'Taken' }))).toBe(false);
    await updateName(database.query, 'id-1', 'Barbara Liskov');
    await database
      .transaction(async ({ query }) => {
        await updateName(query, 'id-2', 'Frances');
        throw new Error('rolled back');
      })
      .catch(() => {});
    const found = async (text: string) => [
      await search(database, text),
      await search(database, text, { parts: false }),
    ];
    expect(await found('barb')).toEqual([[1], [1]]);
    expect(await found('li')).toEqual([[1], [1]]);
    expect(await found('ada')).toEqual([[], []]);
    expect(await found('grace')).toEqual([[2], [2]]);
    expect(await found('fran')).toEqual([[], []]);
    expect(await found('taken')).toEqual([[], []]);
    await database.query.deleteFrom('users').where('id', '=', 'id-1').execute();
    expect(await found('barb')).toEqual([[], []]);
    // The numbers of rows without a numeric key may change with this.
    await sql.raw('vacuum').execute(database.query);
    expect(await found('grace')).toEqual([[2], [2]]);
  });
});

const PASSWORD = randomBytes(12).toString('hex');

const describeOnPostgres = engines.includes('PostgreSQL') ? describe : describe.skip;

describeOnPostgres('where the extension may not be created', () => {
  const role = `portcullis_test_${randomBytes(6).toString('hex')}`;
  const admin = postgresUrl() ?? '';
  let place: TestPlace;
  let url: URL;
  beforeAll(async () => {
    place = await createTestPlace('PostgreSQL');
    url = new URL(place.url ?? '');
    await administer(admin, `create role ${role} login password '${PASSWORD}'`);
    await administer(url.href, `grant create, usage on schema public to ${role}`);
    url.username = role;
    url.password = PASSWORD;
  });
  afterAll(async () => {
    await administer(place.url ?? '', `drop owned by ${role}`).catch(() => {});
    await place.remove();
    await administer(admin, `drop role ${role}`);
  });

  test('the start says so, and beginnings are found', async () => {
    const server = await startServer({ place: { ...place, url: url.href, remove: async () => {} } });
    const warnings = server.logged.filter(({ level }) => level === 40).map(({ msg }) => msg);
    await server.register('ada@example.com');
    const { accessToken } = await server.login('root@example.com', 'a password of the admin');
    const find = async (text: string) => {
      const query = 'query ($text: String) { users(search: $text) { edges { node { email } } } }';
      const { data } = await server.request(query, { token: accessToken, variables: { text } });
      return data.users.edges.map(({ node }: { node: { email: string } }) => node.email);
    };
    const [beginning, part] = [await find('ada@ex'), await find('da@ex')];
    await server.close();
    expect(warnings).toContain(NO_PARTS);
    expect([beginning, part]).toEqual([['ada@example.com'], []]);
  });

  test('and as the sentence says, parts are found from the next start on', async () => {
    const statements = [...NO_PARTS.matchAll(/"(create [^"]+)"/g)].map(([, statement = '']) => statement);
    expect(statements).toHaveLength(2);
    await administer(place.url ?? '', ...statements);
    const database = openDatabase({ ...place, url: url.href });
    expect(await canFindParts(database.query)).toBe(true);
    expect(await search(database, 'da@ex')).toHaveLength(1);
    await database.close();
  });
});
