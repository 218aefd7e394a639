import { type Expression, type SqlBool, sql } from 'kysely';
import { dialectOf, type Query } from '../../database/index.js';
import { CREATE_PARTS } from './search-migration.js';
import { keyOf } from './user-key.js';
import { beforeAtOf, termsOf } from './user-words.js';

/** Shorter ones have no trigram, and would be in everything. */
export const MIN_PART_CHARACTERS = 3;

/** So many found users are sorted; of more, so many are on the way that the list itself is read until the page is full. */
const MANY = 1000;

/** Above every text that begins with the one before it, in the order of bytes. */
const LAST_CHARACTER = '\u{10FFFF}';

/** False where PostgreSQL has no index of parts, since its extension may not be made there. */
export async function canFindParts(query: Query): Promise<boolean> {
  if (dialectOf(query) === 'sqlite') return true;
  const { rows } = await sql<{ found: string | null }>`select to_regclass('user_parts')::text as found`.execute(query);
  return rows[0]?.found != null;
}

/** What the operator is told where parts cannot be found. */
export const NO_PARTS = `users(search:) finds only the beginning of an address or of a word in a name, because PostgreSQL's extension pg_trgm could not be created. To search inside them too, run "create extension pg_trgm" as an administrator of the database, and then "${CREATE_PARTS}".`;

/**
 * What a row of `users` has to meet: each term of the search begins its address or a word of its name, or, where it is
 * long enough and `parts` can be found, the search is a part of one of them.
 */
export function findsUser(query: Query, search: string, parts: boolean): Promise<Expression<SqlBool>> {
  const key = keyOf(search);
  const isPart = parts && [...key].length >= MIN_PART_CHARACTERS;
  const beforeAt = isPart ? beforeAtOf(key) : undefined;
  if (beforeAt !== undefined) return findsAddress(query, key, beforeAt);
  if (dialectOf(query) === 'postgres') return Promise.resolve(isPart ? hasPart(key) : hasBeginnings(search));
  return isPart
    ? fewOf(query, partsFound(key), hasPart(key))
    : fewOf(query, beginningFound(termsOf(search)[0] ?? ''), hasBeginnings(search));
}

/**
 * A part with an `@` in it is mostly a whole address. The trigrams of one are in many others, so that an index of them
 * takes the longer the more users there are; few have the same before the `@`.
 */
function findsAddress(query: Query, key: string, beforeAt: string): Promise<Expression<SqlBool>> {
  const found = beginningFound(beforeAt);
  if (dialectOf(query) === 'sqlite') return fewOf(query, found, hasPart(key));
  // In this form PostgreSQL does not look for trigrams too.
  return Promise.resolve(
    sql<boolean>`(id in (${found}) and (strpos(email_key, ${key}) > 0 or strpos(name_key, ${key}) > 0))`,
  );
}

/** SQLite does not estimate how many there are. A look at the first of them tells which way is the shorter. */
async function fewOf(
  query: Query,
  found: ReturnType<typeof sql<{ user_id: string }>>,
  condition: Expression<SqlBool>,
): Promise<Expression<SqlBool>> {
  const { rows } = await sql<{ user_id: string }>`${found} limit ${MANY + 1}`.execute(query);
  if (rows.length > MANY) return condition;
  const ids = JSON.stringify(rows.map(({ user_id }) => user_id));
  return sql<boolean>`(id in (select value from json_each(${ids})) and ${condition})`;
}

function partsFound(key: string) {
  const phrase = `"${key.replaceAll('"', '""')}"`;
  return sql<{ user_id: string }>`select user_id from user_parts
    join user_numbers on number = user_parts.rowid where user_parts match ${phrase}`;
}

function beginningFound(term: string) {
  return sql<{ user_id: string }>`select user_id from user_words where ${begins(term)}`;
}

function hasPart(key: string): Expression<SqlBool> {
  const pattern = `%${key.replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(email_key like ${pattern} escape '\\' or name_key like ${pattern} escape '\\')`;
}

function hasBeginnings(search: string): Expression<SqlBool> {
  const terms = termsOf(search).map(
    (term) => sql<boolean>`exists (select 1 from user_words where user_id = users.id and ${begins(term)})`,
  );
  return sql<boolean>`(${sql.join(terms, sql` and `)})`;
}

function begins(term: string) {
  return sql<boolean>`word >= ${term} and word < ${term + LAST_CHARACTER}`;
}
