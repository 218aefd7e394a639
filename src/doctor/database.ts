import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, Query } from '../database/index.js';
import type { Finding } from '../module/index.js';
import { error, ok } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** Whether the database answers, and takes a write, which is rolled back. */
export const checkDatabase: SubjectCheck = async ({ found }) => {
  if (!found.database) return found.findings;
  const { database, difference } = found;
  const version = await readVersion(database);
  return [ok(`${version} answers.`), await tryWrite(database, difference ? insertMigration : createTable)];
};

async function readVersion({ dialect, query }: Database): Promise<string> {
  const { rows } = await (dialect === 'postgres'
    ? sql<{ version: string }>`select current_setting('server_version') as version`
    : sql<{ version: string }>`select sqlite_version() as version`
  ).execute(query);
  return `${dialect === 'postgres' ? 'PostgreSQL' : 'SQLite'} ${rows[0]?.version ?? ''}`;
}

/** Ends the transaction of a write that worked, so that nothing of it stays. */
class RolledBack extends Error {}

async function tryWrite(database: Database, write: (query: Query) => Promise<unknown>): Promise<Finding> {
  try {
    await database.transaction(async ({ query }) => {
      await write(query);
      throw new RolledBack();
    });
  } catch (cause) {
    if (!(cause instanceof RolledBack)) {
      const why = cause instanceof Error ? cause.message : String(cause);
      return error(`The database accepts no writes (${why}).`, 'Free up its disk, or grant its user write access.');
    }
  }
  return ok('The database accepts writes.');
}

const insertMigration = (query: Query) =>
  sql`insert into migrations (name, timestamp) values (${`doctor/${randomUUID()}`}, '')`.execute(query);

/** What the first start does. */
const createTable = (query: Query) =>
  query.schema.createTable(`doctor_${randomUUID()}`).addColumn('id', 'text').execute();
