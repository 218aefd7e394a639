import type { Query, Transaction } from '../../database/index.js';
import type { ModuleDeps } from '../../module/index.js';
import { hashOfToken, mailLimit, type NewToken, newToken } from './mailed-token.js';
import type { User } from './store.js';
import { type AccountToken, countTokens, findToken, insertToken, type TokenPurpose } from './token-store.js';

type TokenOptions = Pick<ModuleDeps, 'clock' | 'randomBytes'>;

/** A token to be mailed to the user; undefined if they have got as many as they may for now. */
export async function issueToken(
  { clock, randomBytes }: TokenOptions,
  tx: Transaction,
  user: User,
  purpose: TokenPurpose,
): Promise<NewToken | undefined> {
  const now = clock();
  const { max, since } = mailLimit(now);
  if ((await countTokens(tx.query, user.id, purpose, since)) >= max) return undefined;
  const token = newToken(randomBytes, purpose, now);
  const { hash, expiresAt } = token;
  await insertToken(tx.query, { hash, purpose, userId: user.id, email: user.email, createdAt: now, expiresAt });
  return token;
}

/** What is kept of this token; undefined if it was never one, was used, or has expired. It is not used up by that. */
export async function readToken(
  { clock }: Pick<TokenOptions, 'clock'>,
  query: Query,
  text: string,
  purpose: TokenPurpose,
): Promise<AccountToken | undefined> {
  const hash = hashOfToken(text);
  return hash === undefined ? undefined : findToken(query, hash, purpose, clock());
}
