import { type Kysely, type Migration, sql } from 'kysely';
import { dialectOf, type Query } from '../../database/index.js';
import { insertWords, wordsOf } from './user-words.js';

const STEP = 500;

/** The indexes of `users(search:)`: beginnings on both databases, and parts by what each has for them. */
export const userSearch: Migration = {
  up: async (db) => {
    await createWords(db);
    await (dialectOf(db) === 'sqlite' ? createSqliteParts(db) : createPostgresParts(db));
  },
};

/** What stands before an `@`, of users who have it not among their words. */
export const addressSearch: Migration = {
  up: async (db) => fillWords(db as Query),
};

async function createWords(db: Kysely<unknown>): Promise<void> {
  // Ranges of beginnings are those of bytes.
  const word = dialectOf(db) === 'sqlite' ? sql`text` : sql`text collate "C"`;
  await db.schema
    .createTable('user_words')
    .addColumn('word', word, (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_words_key', ['word', 'user_id'])
    .execute();
  await db.schema.createIndex('user_words_by_user').on('user_words').columns(['user_id', 'word']).execute();
  await fillWords(db as Query);
}

async function fillWords(query: Query): Promise<void> {
  let after = '';
  for (;;) {
    const users = await query
      .selectFrom('users')
      .select(['id', 'email', 'name'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(STEP)
      .execute();
    await insertWords(
      query,
      users.flatMap(({ id, email, name }) => wordsOf(email, name).map((word) => ({ word, user_id: id }))),
    );
    const last = users.at(-1);
    if (!last) return;
    after = last.id;
  }
}

/**
 * FTS5 with trigrams, kept up to date by triggers. It knows rows by an integer; that of a table whose key is a text may
 * change with `vacuum`, so each user has a number of its own.
 */
async function createSqliteParts(db: Kysely<unknown>): Promise<void> {
  const insert = sql.raw(`insert into user_parts (rowid, email_key, name_key)
    select number, new.email_key, new.name_key from user_numbers where user_id = new.id`);
  const remove = sql.raw(`delete from user_parts
    where rowid = (select number from user_numbers where user_id = old.id)`);
  const statements = [
    sql`create table user_numbers (number integer primary key, user_id text not null unique)`,
    sql`create virtual table user_parts using fts5 (
      email_key, name_key, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1)`,
    sql`insert into user_numbers (user_id) select id from users order by created_at, id`,
    sql`insert into user_parts (rowid, email_key, name_key)
      select number, email_key, name_key from user_numbers join users on users.id = user_id`,
    sql`create trigger user_parts_inserted after insert on users begin
      insert into user_numbers (user_id) values (new.id); ${insert}; end`,
    sql`create trigger user_parts_updated after update of email_key, name_key on users begin ${remove}; ${insert}; end`,
    sql`create trigger user_parts_deleted after delete on users begin
      ${remove}; delete from user_numbers where user_id = old.id; end`,
  ];
  for (const statement of statements) await statement.execute(db);
}

/** `pg_trgm` is there to be created by the owner of a database (PostgreSQL 13), unless an administrator has forbidden it. */
async function createPostgresParts(db: Kysely<unknown>): Promise<void> {
  await sql`savepoint user_parts`.execute(db);
  try {
    await sql`create extension if not exists pg_trgm`.execute(db);
    await sql.raw(CREATE_PARTS).execute(db);
    await sql`release savepoint user_parts`.execute(db);
  } catch {
    // What is lost, and how to get it, is told at each start.
    await sql`rollback to savepoint user_parts`.execute(db);
  }
}

/** What makes parts be found, once the extension is there. */
export const CREATE_PARTS =
  'create index user_parts on users using gin (email_key gin_trgm_ops, name_key gin_trgm_ops)';
