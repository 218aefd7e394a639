import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { engines, type TestPlace } from '../support/databases.js';
import { createPostgresProxy, type PostgresProxy } from '../support/postgres-proxy.js';
import { readMetrics } from '../support/read-metrics.js';
import { startServer, type TestServer } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';

const CONNECT_FAILED = 'portcullis_database_statement_seconds_count{kind="connect",outcome="failed"}';
const READY = 'portcullis_ready{check="database"}';
const MAILS = 'portcullis_mails{state="waiting"}';
/** Prometheus waits for no longer. */
const SCRAPE_TIMEOUT_MILLISECONDS = 10_000;

(engines.includes('PostgreSQL') ? describe : describe.skip)('metrics while PostgreSQL is out of reach', () => {
  let place: TestPlace;
  let proxy: PostgresProxy;
  let server: TestServer;
  beforeAll(async () => {
    place = await createServerPlace('PostgreSQL');
    proxy = await createPostgresProxy(place.url ?? '');
    server = await startServer({ place: { ...place, url: proxy.url }, env: { METRICS_PORT: '0' } });
  });
  afterAll(async () => {
    await server.close();
    await proxy.close();
    await place.remove();
  });
  afterEach(async () => {
    proxy.mend();
    await becomes(READY, 1);
  });

  const becomes = async (series: string, value: number) => {
    while ((await readMetrics(server)).get(series) !== value) await new Promise((resolve) => setTimeout(resolve, 100));
  };

  test('say that it is, and count what has no connection as failed', async () => {
    const before = await readMetrics(server);
    expect([before.get(READY), before.get(MAILS)]).toEqual([1, 0]);
    proxy.restart();
    await becomes(READY, 0);
    const down = (await readMetrics(server)).get(CONNECT_FAILED) ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    // The alert is for more than one in ten seconds. What reads the revocations asks that much by itself.
    expect((await readMetrics(server)).get(CONNECT_FAILED)).toBeGreaterThan(down + 1);
  });

  test('are read all the same where it says nothing, without what it would have to say', async () => {
    proxy.stall();
    await becomes(READY, 0);
    const start = performance.now();
    const metrics = await readMetrics(server);
    expect(performance.now() - start).toBeLessThan(SCRAPE_TIMEOUT_MILLISECONDS / 2);
    expect([metrics.get(READY), metrics.has(MAILS), metrics.has('portcullis_http_connections')]).toEqual([
      0,
      false,
      true,
    ]);
  });
});
