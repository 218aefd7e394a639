import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Where PostgreSQL is looked for when `TEST_DATABASE_URL` does not say. */
export const DEFAULT_TEST_DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

const PREFIX = 'portcullis_test_';

/** The address of a server to test on, as `global-setup.ts` found it; undefined where there is none. */
export function postgresUrl(): string | undefined {
  return process.env.PORTCULLIS_TEST_POSTGRES || undefined;
}

/** Runs one statement on the server's own database. */
export async function administer<T extends pg.QueryResultRow>(url: string, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A new empty database of this run, and its address. */
export async function createPostgresDatabase(server: string): Promise<string> {
  const name = `${PREFIX}${process.env.PORTCULLIS_TEST_RUN}_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database "${name}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropPostgresDatabase(server: string, url: string): Promise<void> {
  await administer(server, `drop database if exists "${new URL(url).pathname.slice(1)}" with (force)`);
}

/** Drops what a test that was killed left behind in this run. */
export async function dropDatabasesOfRun(server: string): Promise<void> {
  const pattern = `${PREFIX}${process.env.PORTCULLIS_TEST_RUN}_%`;
  const rows = await administer<{ datname: string }>(
    server,
    `select datname from pg_database where datname like '${pattern}'`,
  );
  for (const { datname } of rows) await administer(server, `drop database if exists "${datname}" with (force)`);
}
