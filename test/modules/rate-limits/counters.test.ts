import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/database/index.js';
import type { Counters, Wanted } from '../../../src/modules/rate-limits/counters.js';
import { createDatabaseCounters } from '../../../src/modules/rate-limits/database-counters.js';
import { createMemoryCounters } from '../../../src/modules/rate-limits/memory-counters.js';
import { delayRule, type Rule, windowRule } from '../../../src/modules/rate-limits/rule.js';
import { createTestClock } from '../../support/clock.js';
import { describeEachDatabase, engines } from '../../support/databases.js';
import { createServerPlace } from '../../support/server-place.js';

describeEachDatabase('counters', (engine) => {
  let close: () => Promise<void>;
  let counters: Counters;
  let key = 0;
  const clock = createTestClock();
  beforeAll(async () => {
    const place = await createServerPlace(engine);
    const database = openDatabase(place);
    counters =
      engine === 'SQLite' ? createMemoryCounters(clock.now) : createDatabaseCounters(database.query, clock.now);
    close = async () => {
      await database.close();
      await place.remove();
    };
  });
  afterAll(() => close());
  beforeEach(() => {
    key += 1;
  });

  const three = windowRule({ max: 3, seconds: 60 });
  const slower = delayRule(2, 4);
  const wanted = (rule = three, uses = 1, name = ''): Wanted => ({ key: `${key}${name}`, rule, uses });
  const take = (rule = three) => counters.take([wanted(rule)]);
  const taken = async (rule = three) => {
    const taking = await take(rule);
    if ('full' in taking) throw new Error('There is no room.');
    return taking.taken;
  };
  const waits = async (rule = three, name = '') => {
    const taking = await counters.take([wanted(rule, 1, name)]);
    return 'full' in taking ? ((taking.full[0]?.retryAt ?? 0) - clock.now()) / 1000 : 0;
  };

  test('a window has so many, and the next one as many', async () => {
    expect([await waits(), await waits(), await waits(), await waits(), await waits()]).toEqual([0, 0, 0, 60, 60]);
    clock.advance(59);
    expect(await waits()).toBe(1);
    clock.advance(1);
    expect([await waits(), await waits(), await waits(), await waits()]).toEqual([0, 0, 0, 60]);
  });

  test('a clock that was a year ahead for a moment keeps nobody out for a year', async () => {
    const year = 365 * 86_400;
    clock.advance(year);
    await taken();
    clock.advance(-year);
    expect([await waits(), await waits(), await waits(), await waits()]).toEqual([0, 0, 0, 60]);
    clock.advance(60);
    expect(await waits()).toBe(0);
  });

  test('clocks that are a little apart count the same window', async () => {
    await taken();
    clock.advance(-5);
    expect([await waits(), await waits(), await waits()]).toEqual([0, 0, 65]);
    clock.advance(5);
  });

  test('delays double, up to the longest', async () => {
    expect([await waits(slower), await waits(slower), await waits(slower)]).toEqual([0, 0, 1]);
    for (const seconds of [1, 2, 4, 4]) {
      expect(await waits(slower)).toBe(seconds);
      clock.advance(seconds);
      expect(await waits(slower)).toBe(0);
    }
  });

  test('of many at once, so many get by', async () => {
    const takings = await Promise.all(Array.from({ length: 40 }, () => take()));
    expect(takings.filter((taking) => 'taken' in taking)).toHaveLength(3);
  });

  test('of several keys, all are counted or none', async () => {
    const both = () => counters.take([wanted(three, 1, 'a'), wanted(slower, 1, 'b')]);
    expect(await both()).toHaveProperty('taken');
    expect(await both()).toHaveProperty('taken');
    for (let i = 0; i < 5; i += 1) {
      const retryAt = clock.now() + 1000;
      expect(await both()).toEqual({ full: [{ key: `${key}b`, room: 0, retryAt }] });
    }
    expect([await waits(three, 'a'), await waits(three, 'a')]).toEqual([0, 60]);
    expect(await both()).toEqual({
      full: [
        { key: `${key}a`, room: 0, retryAt: clock.now() + 60_000 },
        { key: `${key}b`, room: 0, retryAt: clock.now() + 1000 },
      ],
    });
  });

  test('of several uses, all are counted or none, and it is told for how many there is room', async () => {
    const uses = (count: number) => counters.take([wanted(three, count)]);
    const full = (room: number) => ({ full: [{ key: `${key}`, room, retryAt: clock.now() + 60_000 }] });
    expect(await uses(4)).toEqual(full(3));
    expect(await uses(2)).toMatchObject({ taken: [{ count: 2, uses: 2 }] });
    expect(await uses(2)).toEqual(full(1));
    const last = await uses(1);
    expect(await uses(1)).toEqual(full(0));
    if ('taken' in last) await counters.giveBack(last.taken);
    expect(await uses(1)).toMatchObject({ taken: [{ count: 3, uses: 1 }] });
    clock.advance(60);
    const all = await uses(3);
    if ('taken' in all) await counters.giveBack(all.taken);
    expect(await uses(3)).toHaveProperty('taken');
  });

  test('of many at once that want the same keys in another order, so many get by', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const takings = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const order = index % 2 === 0 ? names : names.toReversed();
        return counters.take(
          order.map((name) => wanted(name === 'c' ? three : windowRule({ max: 9, seconds: 60 }), 1, name)),
        );
      }),
    );
    expect(takings.filter((taking) => 'taken' in taking)).toHaveLength(3);
    // What was refused because of another key was not counted.
    expect(await counters.take([wanted(windowRule({ max: 9, seconds: 60 }), 6, 'a')])).toHaveProperty('taken');
    expect(await counters.take([wanted(windowRule({ max: 9, seconds: 60 }), 1, 'a')])).toHaveProperty('full');
  });

  test('what is given back makes room for one, and opens what it had closed', async () => {
    const first = await taken();
    await taken();
    await taken();
    expect(await waits()).toBe(60);
    await counters.giveBack(first);
    expect([await waits(), await waits()]).toEqual([0, 60]);

    key += 1;
    await taken(slower);
    const second = await taken(slower);
    expect(await waits(slower)).toBe(1);
    await counters.giveBack(second);
    expect([await waits(slower), await waits(slower)]).toEqual([0, 1]);
  });

  test('what is given back after its window makes no room in the next one', async () => {
    const attempts = [...(await taken()), ...(await taken()), ...(await taken())];
    clock.advance(60);
    await taken();
    await counters.giveBack(attempts);
    expect([await waits(), await waits(), await waits()]).toEqual([0, 0, 60]);
  });

  test('nobody gets credit: less than none is none', async () => {
    const attempt = await taken();
    for (let i = 0; i < 5; i += 1) await counters.giveBack(attempt);
    expect([await waits(), await waits(), await waits(), await waits()]).toEqual([0, 0, 0, 60]);
  });

  test('what is cleared begins anew', async () => {
    for (let i = 0; i < 3; i += 1) await taken();
    await counters.clear(`${key}`);
    expect(await waits()).toBe(0);
  });

  test('what is over is removed, and nothing else', async () => {
    await taken();
    clock.advance(30);
    key += 1;
    for (let i = 0; i < 3; i += 1) await taken();
    clock.advance(30);
    await counters.removeExpired();
    expect(await waits()).toBe(30);
  });
});

// What is in the memory of one process is never waited for.
const onPostgres = engines.includes('PostgreSQL') ? test : test.skip;

onPostgres('while a key is counted, the others that are over are removed, and nothing waits for it', async () => {
  const place = await createServerPlace('PostgreSQL');
  const database = openDatabase(place);
  try {
    const clock = createTestClock();
    const counters = createDatabaseCounters(database.query, clock.now);
    const rule = windowRule({ max: 1, seconds: 60 });
    const keysLeft = async () =>
      (await database.query.selectFrom('rate_counts').select('key').execute()).map(({ key }) => key);
    await counters.take(['a', 'b', 'c'].map((key) => ({ key, rule, uses: 1 })));
    clock.advance(60);
    await database.transaction(async ({ query }) => {
      await query.updateTable('rate_counts').set({ count: 1 }).where('key', '=', 'b').execute();
      await counters.removeExpired();
      expect(await keysLeft()).toEqual(['b']);
    });
    await counters.removeExpired();
    expect(await keysLeft()).toEqual([]);
  } finally {
    await database.close();
    await place.remove();
  }
});

test('a hundred thousand networks do not make the memory forget that an account has to wait', async () => {
  const counters = createMemoryCounters(createTestClock().now);
  const [delays, window] = [delayRule(1, 900), windowRule({ max: 1, seconds: 900 })];
  const take = (key: string, rule: Rule) => counters.take([{ key, rule, uses: 1 }]);
  await take('account', delays);
  for (let i = 0; i < 100_000; i += 1) await take(`network ${i}`, window);
  expect(await take('account', delays)).toHaveProperty('full');
});
