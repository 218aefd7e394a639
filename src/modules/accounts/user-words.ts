import type { Query } from '../../database/index.js';
import { keyOf } from './user-key.js';

interface UserWordsTable {
  /** The address, a word of the name, or what stands before an `@`, as it is searched. */
  word: string;
  user_id: string;
}

declare module '../../database/tables.js' {
  interface Tables {
    user_words: UserWordsTable;
  }
}

/** No text that can be searched has it, so what begins with it is found by nothing else. */
const BEFORE_AT = '\u0001';
const MAX_BEFORE_AT = 32;

/** Those of the address and the name, and what stands before each `@` in them, each once. */
export function wordsOf(email: string, name: string | null): readonly string[] {
  const texts = [keyOf(email), keyOf(name ?? '')];
  return [...new Set([keyOf(email), ...termsOf(name ?? ''), ...texts.flatMap(beforeEachAt)])];
}

/**
 * How the word begins of whoever has a part that has an `@` in it; undefined if none is, or nothing before it. A text
 * that has the part has what is before its `@`, and before that perhaps more: backwards, that is a beginning.
 */
export function beforeAtOf(part: string): string | undefined {
  const [before = '', ...after] = part.split('@');
  return before === '' || after.length === 0 ? undefined : backwards(before);
}

function beforeEachAt(text: string): readonly string[] {
  const parts = text.split('@').slice(0, -1);
  return parts.map((_, index) => backwards(parts.slice(0, index + 1).join('@'))).filter((word) => word !== BEFORE_AT);
}

function backwards(text: string): string {
  return BEFORE_AT + [...text].reverse().slice(0, MAX_BEFORE_AT).join('');
}

/** What a search asks for, or a name has, between its spaces. */
export function termsOf(text: string): readonly string[] {
  return keyOf(text).split(/\s+/u).filter(Boolean);
}

/** In place of those that the user had. */
export async function replaceWords(query: Query, userId: string, words: readonly string[]): Promise<void> {
  await query.deleteFrom('user_words').where('user_id', '=', userId).execute();
  await insertWords(
    query,
    words.map((word) => ({ word, user_id: userId })),
  );
}

export async function insertWords(query: Query, rows: readonly UserWordsTable[]): Promise<void> {
  if (rows.length > 0)
    await query
      .insertInto('user_words')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}
