import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../src/database/index.js';
import { startPolling } from '../../src/toolkit/polling.js';
import { createTestPlace, engines, type TestPlace } from '../support/databases.js';
import { awaitListeners, endListeners } from '../support/listeners.js';
import { administer } from '../support/postgres.js';
import { createPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';

const CHANNEL = 'Of "this" test';
const NOTIFY = `select pg_notify('${CHANNEL}', '')`;

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

(engines.includes('PostgreSQL') ? describe : describe.skip)('who listens on PostgreSQL', () => {
  let place: TestPlace;
  let proxy: PostgresProxy;
  let database: Database;
  let url: string;
  beforeEach(async () => {
    place = await createTestPlace('PostgreSQL');
    url = place.url ?? '';
    proxy = await createPostgresProxy(url);
    database = openDatabase({ ...place, url: proxy.url });
  });
  afterEach(async () => {
    await database.close();
    await proxy.close();
    await place.remove();
  });

  /** Counts the calls, until it is stopped. */
  const listen = () => {
    const counts = { notified: 0, lost: 0 };
    const stop = database.listen({
      channel: CHANNEL,
      onNotified: () => {
        counts.notified += 1;
      },
      onLost: () => {
        counts.lost += 1;
      },
    });
    return { counts, stop };
  };

  test('is called when it begins to listen, and then for each notification on its channel alone', async () => {
    const { counts, stop } = listen();
    await until(() => counts.notified === 1);
    await administer(url, NOTIFY, "select pg_notify('another', '')", NOTIFY);
    await until(() => counts.notified === 3);
    // Notifications come in their order.
    await administer(url, "select pg_notify('another', '')", NOTIFY);
    await until(() => counts.notified >= 4);
    expect(counts).toEqual({ notified: 4, lost: 0 });
    stop();
  });

  test('is not called for what it notifies itself', async () => {
    const { counts, stop } = listen();
    await until(() => counts.notified === 1);
    for (let times = 0; times < 5; times += 1) await sql`select pg_notify(${CHANNEL}, '')`.execute(database.query);
    await administer(url, NOTIFY);
    await until(() => counts.notified > 1);
    expect(counts).toEqual({ notified: 2, lost: 0 });
    stop();
  });

  test('is told once that the connection broke, and called again when there is another', async () => {
    const { counts, stop } = listen();
    await until(() => counts.notified === 1);
    await endListeners(url);
    await until(() => counts.notified === 2);
    await endListeners(url);
    await until(() => counts.notified === 3);
    await administer(url, NOTIFY);
    await until(() => counts.notified === 4);
    expect(counts.lost).toBe(1);
    stop();
  });

  test('is told once that there is no connection to be had, and goes on trying', async () => {
    proxy.restart();
    const { counts, stop } = listen();
    await until(() => counts.lost === 1);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(counts).toEqual({ notified: 0, lost: 1 });
    proxy.mend();
    await until(() => counts.notified === 1);
    stop();
  });

  test('leaves no connection behind, nor is it told, when it stops', async () => {
    const { counts, stop } = listen();
    await awaitListeners(url, 1);
    stop();
    await awaitListeners(url, 0);
    expect(counts.lost).toBe(0);
  });

  test('stops before it is connected, too', async () => {
    const { counts, stop } = listen();
    stop();
    await administer(url, NOTIFY);
    await awaitListeners(url, 0);
    expect(counts).toEqual({ notified: 0, lost: 0 });
  });

  test('is not kept from stopping by a server that says nothing', async () => {
    proxy.stall();
    const { counts, stop } = listen();
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop();
    await proxy.close();
    expect(counts).toEqual({ notified: 0, lost: 0 });
  });

  test('and polls when notified, does not do so more often by a flood of notifications', async () => {
    let runs = 0;
    let notified = 0;
    const polling = startPolling({
      task: async () => {
        runs += 1;
      },
      intervalMilliseconds: 1e6,
      pauseMilliseconds: 20,
      onFailure: () => {},
    });
    const stop = database.listen({
      channel: CHANNEL,
      onNotified: () => {
        notified += 1;
        polling.wake();
      },
      onLost: () => {},
    });
    await until(() => runs === 1);
    const began = performance.now();
    const notify = Array.from({ length: 500 }, () => NOTIFY);
    await administer(url, ...notify);
    await until(() => notified > notify.length);
    const most = Math.ceil((performance.now() - began) / 20) + 1;
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThanOrEqual(most);
    stop();
    polling.stop();
  });
});

test('on the embedded database nobody is called', async () => {
  const place = await createTestPlace('SQLite');
  const database = openDatabase(place);
  const fail = () => {
    throw new Error('called');
  };
  database.listen({ channel: CHANNEL, onNotified: fail, onLost: fail })();
  await database.close();
  await place.remove();
});
