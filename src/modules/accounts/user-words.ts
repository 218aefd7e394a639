import type { Query } from '../../database/index.js';
import { keyOf } from './user-key.js';

interface UserWordsTable {
  /** The address, or a word of the name, as it is searched. */
  word: string;
  user_id: string;
}

declare module '../../database/tables.js' {
  interface Tables {
    user_words: UserWordsTable;
  }
}

/** Those of the address and the name, each once. */
export function wordsOf(email: string, name: string | null): readonly string[] {
  return [...new Set([keyOf(email), ...termsOf(name ?? '')])];
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
  if (rows.length > 0) await query.insertInto('user_words').values(rows).execute();
}
