import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../../support/databases.js';
import { startInstance, type TestInstance } from '../../support/instance.js';

const NOW = Date.UTC(2026, 0, 1);
const A = 'https://a.example.com';
const B = 'https://b.example.com';

describeEachDatabase('instances on one database', (engine) => {
  let place: TestPlace;
  let running: TestInstance[];
  beforeEach(async () => {
    place = await createTestPlace(engine);
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ close }) => close()));
    await place.remove();
  });

  const start = async (publicUrl: string, now = NOW) => {
    const instance = await startInstance({ place, env: { PUBLIC_URL: publicUrl }, clock: () => now });
    running.push(instance);
    return instance;
  };
  const toldBy = ({ logged }: TestInstance) =>
    logged.map(({ msg }) => String(msg)).filter((msg) => msg.startsWith('PUBLIC_URL'));
  const idsOf = ({ deps }: TestInstance) => deps.database.query.selectFrom('instances').select('public_url').execute();

  test('with different PUBLIC_URLs the later is told, of both', async () => {
    const [first, like] = [await start(A), await start(A)];
    const other = await start(B, NOW + 3000);
    expect([...toldBy(first), ...toldBy(like)]).toEqual([]);
    expect(toldBy(other)).toEqual([
      expect.stringMatching(
        /^PUBLIC_URL is https:\/\/b\.example\.com here, and https:\/\/a\.example\.com at another instance on this database, last seen 3 s ago\. /,
      ),
    ]);
  });

  test('an instance that has stopped counts no more', async () => {
    const stays = await start(B);
    const first = await start(A);
    await first.close();
    running.pop();
    expect(await idsOf(stays)).toEqual([{ public_url: B }]);
    expect(toldBy(await start(B))).toEqual([]);
  });

  test('nor does one that was killed, after a minute', async () => {
    const killed = await start(A);
    expect(toldBy(await start(B, NOW + 60_000))).toHaveLength(1);
    const later = await start(B, NOW + 60_001);
    expect(toldBy(later)).toEqual([]);
    expect(await idsOf(killed)).toEqual([{ public_url: B }, { public_url: B }]);
  });

  test('all of those that start at once start, and one at least is told', async () => {
    const started = await Promise.all([1, 2, 3, 4].map((n) => start(`https://${n}.example.com`)));
    expect(started.flatMap(({ logged }) => logged.filter(({ level }) => Number(level) > 40))).toEqual([]);
    expect(started.flatMap(toldBy).length).toBeGreaterThan(0);
    expect(await Promise.all(started.map(({ deps }) => deps.services.instances.isDatabaseReady()))).toEqual(
      started.map(() => true),
    );
  });
});
