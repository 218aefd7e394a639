import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openDatabase } from '../../../src/database/index.js';
import { migrations } from '../../../src/modules/revocation/migrations.js';
import { append, CHANNEL, type Revocation, readAfter, removeExpired } from '../../../src/modules/revocation/store.js';
import { describeEachDatabase, engines } from '../../support/databases.js';
import { useModuleDatabase } from '../module-database.js';

const EXPIRES_AT = 1_800_000_000_000;
const QUIETLY = { wakes: false };

const revocationOf = (subject: string, changes: Partial<Revocation> = {}): Revocation => ({
  kind: 'session',
  subject,
  version: 0,
  expiresAt: EXPIRES_AT,
  ...changes,
});

describeEachDatabase('the feed of revocations', (engine) => {
  const current = useModuleDatabase(engine, migrations);
  const database = () => current().database;
  const appendAlone = (revocation: Revocation) => database().transaction((tx) => append(tx.query, revocation, QUIETLY));
  const subjectsAfter = async (position: number) =>
    (await readAfter(database().query, position, 1000)).map(({ subject }) => subject);

  test('is empty at first', async () => {
    expect(await readAfter(database().query, 0, 1000)).toEqual([]);
  });

  test('gives back what was appended, numbered from 1 in order', async () => {
    const first = revocationOf('a');
    const second = revocationOf('b', { kind: 'user', version: 2 ** 40, expiresAt: EXPIRES_AT + 123 });
    await appendAlone(first);
    await appendAlone(second);
    expect(await readAfter(database().query, 0, 1000)).toEqual([
      { ...first, position: 1 },
      { ...second, position: 2 },
    ]);
  });

  test('gives what came after a position', async () => {
    for (const subject of ['a', 'b', 'c']) await appendAlone(revocationOf(subject));
    expect(await subjectsAfter(1)).toEqual(['b', 'c']);
    expect(await subjectsAfter(3)).toEqual([]);
    expect(await subjectsAfter(99)).toEqual([]);
  });

  test('one transaction may append several', async () => {
    await database().transaction(async (tx) => {
      for (const subject of ['a', 'b', 'c']) await append(tx.query, revocationOf(subject), QUIETLY);
    });
    expect(await subjectsAfter(0)).toEqual(['a', 'b', 'c']);
  });

  test('a rollback takes the number back too', async () => {
    await appendAlone(revocationOf('a'));
    const attempt = database().transaction(async (tx) => {
      await append(tx.query, revocationOf('never'), QUIETLY);
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    await appendAlone(revocationOf('b'));
    expect(await readAfter(database().query, 0, 1000)).toEqual([
      { ...revocationOf('a'), position: 1 },
      { ...revocationOf('b'), position: 2 },
    ]);
  });

  test('many at once get a number each, without a gap', async () => {
    const subjects = Array.from({ length: 20 }, (_, index) => `session-${index}`);
    await Promise.all(subjects.map((subject) => appendAlone(revocationOf(subject))));
    const read = await readAfter(database().query, 0, 1000);
    expect(read.map(({ position }) => position)).toEqual(subjects.map((_, index) => index + 1));
    expect(read.map(({ subject }) => subject).sort()).toEqual([...subjects].sort());
  });

  test('a reader who follows it while many append misses none', async () => {
    const other = openDatabase(current().place);
    const subjects = Array.from({ length: 40 }, (_, index) => `session-${index}`);
    const appending = Promise.all(subjects.map((subject) => appendAlone(revocationOf(subject))));
    const seen: string[] = [];
    let last = 0;
    while (seen.length < subjects.length) {
      for (const { position, subject } of await readAfter(other.query, last, 1000)) {
        seen.push(subject);
        last = position;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await appending;
    await other.close();
    expect(seen.sort()).toEqual([...subjects].sort());
  });

  test('removeExpired removes what has expired, to the millisecond, and the numbers go on', async () => {
    for (const expiresAt of [99, 100, 101]) await appendAlone(revocationOf(`at ${expiresAt}`, { expiresAt }));
    await removeExpired(database().query, { from: 0, until: 100 }, 1000);
    expect(await subjectsAfter(0)).toEqual(['at 101']);
    await removeExpired(database().query, { from: 0, until: 101 }, 1000);
    await appendAlone(revocationOf('later'));
    expect(await readAfter(database().query, 0, 1000)).toEqual([{ ...revocationOf('later'), position: 4 }]);
  });

  test('gives and removes as many as were asked for, the first of them first', async () => {
    for (const expiresAt of [99, 97, 98, 101]) await appendAlone(revocationOf(`at ${expiresAt}`, { expiresAt }));
    const read = await readAfter(database().query, 1, 2);
    expect(read.map(({ subject }) => subject)).toEqual(['at 97', 'at 98']);
    const remove = async (from: number) => [...(await removeExpired(database().query, { from, until: 100 }, 2))].sort();
    expect(await remove(0)).toEqual([97, 98]);
    expect(await subjectsAfter(0)).toEqual(['at 99', 'at 101']);
    expect(await remove(100)).toEqual([]);
    expect(await remove(98)).toEqual([99]);
    expect(await remove(0)).toEqual([]);
    expect(await subjectsAfter(0)).toEqual(['at 101']);
  });
});

(engines.includes('PostgreSQL') ? describe : describe.skip)('what is appended on PostgreSQL', () => {
  const current = useModuleDatabase('PostgreSQL', migrations);

  test('is notified of once it is committed, without what it is; not if it is not to be, nor after a rollback', async () => {
    const { database, place } = current();
    const client = new pg.Client({ connectionString: place.url });
    await client.connect();
    const notified: unknown[] = [];
    client.on('notification', ({ channel, payload }) => notified.push([channel, payload]));
    await client.query(`listen ${CHANNEL}`);
    const appendBoth = (wakes: boolean, fail = () => {}) =>
      database.transaction(async (tx) => {
        for (const subject of ['a', 'b']) await append(tx.query, revocationOf(subject), { wakes });
        fail();
      });
    await appendBoth(false);
    const attempt = appendBoth(true, () => {
      throw new Error('changed my mind');
    });
    await expect(attempt).rejects.toThrow('changed my mind');
    await client.query(`notify ${CHANNEL}, 'before'`);
    await appendBoth(true);
    await client.query(`notify ${CHANNEL}, 'after'`);
    expect(notified).toEqual(['before', '', 'after'].map((payload) => [CHANNEL, payload]));
    await client.end();
  });
});
