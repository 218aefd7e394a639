import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** The server for databases of our own: as in the tests. */
export const POSTGRES = process.env.TEST_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres';

/** An empty database of its own, `sqlite` or `postgres`, and what removes it. */
export async function createPlace(engine) {
  const dataDir = await mkdtemp(join(tmpdir(), 'portcullis-growth-'));
  const removeDir = () => rm(dataDir, { recursive: true, force: true });
  if (engine === 'sqlite') return { engine, dataDir, remove: removeDir };
  const name = `portcullis_growth_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  const url = new URL(POSTGRES);
  url.pathname = `/${name}`;
  return {
    engine,
    dataDir,
    url: url.href,
    remove: async () => {
      await administer(`drop database ${name} with (force)`);
      await removeDir();
    },
  };
}

async function administer(sql) {
  await withPostgres(POSTGRES, (client) => client.query(sql));
}

/** One connection without a limit of time. */
export async function withPostgres(connectionString, run) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}
