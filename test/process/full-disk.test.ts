import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestPlace, engines, type TestPlace } from '../support/databases.js';
import { request } from '../support/graphql.js';
import { endProcesses, environmentOf, startMain } from '../support/process.js';

const ADMIN = { email: 'root@example.com', password: 'a password of the admin' };
const LOGIN = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") { userId } }`;

const statusOf = async (url: string, path: string) => (await fetch(new URL(path, url))).status;

/** How often it is asked is bounded, so what it says may be a second old. */
async function becomes(url: string, status: number): Promise<void> {
  while ((await statusOf(url, '/readyz')) !== status) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** Every write to a file fails from here on, as on a full disk; or none any more. */
function setFull(pid: number, isFull: boolean): void {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${isFull ? 1 : 'unlimited'}:`]);
}

/** The same on PostgreSQL, from the next connection on. */
async function setReadOnly(url: string, isReadOnly: boolean): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c default_transaction_read_only=off' });
  await client.connect();
  const name = new URL(url).pathname.slice(1);
  await client.query(`alter database "${name}" set default_transaction_read_only = ${isReadOnly ? 'on' : 'off'}`);
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
}

describe.each(engines)('while every write fails on %s', (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await createTestPlace(engine);
  });
  afterEach(async () => {
    await endProcesses();
    await place.remove();
  });

  test('the server reads, says that it is not ready, and is ready again after that', async () => {
    const { ADMIN_EMAIL, ADMIN_PASSWORD } = { ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password };
    const { url, pid } = await startMain({ env: { ...environmentOf(place), ADMIN_EMAIL, ADMIN_PASSWORD } });
    const failWrites = (fail: boolean) => (place.url ? setReadOnly(place.url, fail) : setFull(pid, fail));
    expect(await statusOf(url, '/readyz')).toBe(200);

    await failWrites(true);
    await becomes(url, 503);
    expect((await request(url, LOGIN)).data).toEqual({ login: null });
    expect([await statusOf(url, '/healthz'), await statusOf(url, '/readyz')]).toEqual([200, 503]);

    await failWrites(false);
    await becomes(url, 200);
    expect((await request(url, LOGIN)).data).toEqual({ login: { userId: expect.any(String) } });
  });
});
