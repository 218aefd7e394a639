// A database of its own for one soak.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const POSTGRES = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export async function createDatabase() {
  const name = `portcullis_soak_${randomBytes(6).toString('hex')}`;
  await administer(`create database ${name}`);
  return {
    url: String(Object.assign(new URL(POSTGRES), { pathname: name })),
    drop: () => administer(`drop database if exists ${name} with (force)`),
  };
}

async function administer(statement) {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
