import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Where PostgreSQL is looked for when `TEST_DATABASE_URL` does not say. */
export const DEFAULT_TEST_DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

const PREFIX = 'portcullis_test_';

/** The address of a server to test on, as `global-setup.ts` found it; undefined where there is none. */
export function postgresUrl(): string | undefined {
  return process.env.PORTCULLIS_TEST_POSTGRES || undefined;
}

/** Runs statements, one by one, on the server's own database; returns the rows of the last. */
export async function administer<T extends pg.QueryResultRow>(
  url: string,
  ...statements: readonly string[]
): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  await client.connect();
  try {
    let rows: T[] = [];
    for (const statement of statements) ({ rows } = await client.query<T>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** An empty database of this run, and its address: one that was given back, or a new one. */
export async function createPostgresDatabase(server: string): Promise<string> {
  const givenBack = takeDatabase(server, 'empty');
  if (givenBack !== undefined) return givenBack;
  const name = `${PREFIX}${process.env.PORTCULLIS_TEST_RUN}_${randomBytes(6).toString('hex')}`;
  // Whoever kills a process loses nothing by it, and no test cuts the power.
  await administer(server, `create database "${name}"`, `alter database "${name}" set synchronous_commit = off`);
  return addressOf(server, name);
}

/** Empties a database for the next test: to drop it, and to create another, takes ten times as long. */
export async function giveBackPostgresDatabase(server: string, url: string): Promise<void> {
  try {
    await administer(
      url,
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      "set lock_timeout = '5s'",
      'drop schema public cascade',
      'create schema public',
    );
  } catch {
    // It is gone, or something in it holds on.
    return dropPostgresDatabase(server, url);
  }
  keepDatabase(url, 'empty');
}

export async function dropPostgresDatabase(server: string, url: string): Promise<void> {
  await administer(server, `drop database if exists "${nameOf(url)}" with (force)`);
}

/** Drops the databases that were given back, and what a test that was killed left behind in this run. */
export async function dropDatabasesOfRun(server: string): Promise<void> {
  const pattern = `${PREFIX}${process.env.PORTCULLIS_TEST_RUN}_%`;
  const rows = await administer<{ datname: string }>(
    server,
    `select datname from pg_database where datname like '${pattern}'`,
  );
  for (const { datname } of rows) await administer(server, `drop database if exists "${datname}" with (force)`);
  for (const state of ['empty', 'migrated'] as const)
    rmSync(databasesGivenBack(state), { recursive: true, force: true });
}

/** The workers of a run are processes of their own: what one gives back, another takes, by the file of its name. */
export function keepDatabase(url: string, state: 'empty' | 'migrated'): void {
  writeFileSync(join(databasesGivenBack(state), nameOf(url)), '');
}

/** The address of one that was given back in this state; undefined if there is none. */
export function takeDatabase(server: string, state: 'empty' | 'migrated'): string | undefined {
  const directory = databasesGivenBack(state);
  const name = readdirSync(directory).find((each) => {
    try {
      unlinkSync(join(directory, each));
      return true;
    } catch {
      // Another worker was first.
      return false;
    }
  });
  return name && addressOf(server, name);
}

function databasesGivenBack(state: 'empty' | 'migrated'): string {
  const directory = join(tmpdir(), `${PREFIX}${process.env.PORTCULLIS_TEST_RUN}_${state}`);
  mkdirSync(directory, { recursive: true });
  return directory;
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function addressOf(server: string, name: string): string {
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
