import type { Query, Transaction } from '../../database/index.js';
import type { ModuleDeps } from '../../module/index.js';
import { hashOfToken, mailLimit, type NewToken, newToken } from './mailed-token.js';
import { findPending, insertPending, type PendingRegistration } from './pending-store.js';

/** With what somebody registers. Without a hash, whoever follows the link chooses the password. */
export type Registrant = Pick<PendingRegistration, 'email' | 'name' | 'passwordHash'>;

/**
 * Keeps a registration until its link is followed, beside those that the address has: a stranger who registers with it
 * again and again makes no link of its owner void. Undefined if the address has an account, or gets no more mails now.
 */
export async function keepPending(
  { clock, randomBytes }: Pick<ModuleDeps, 'clock' | 'randomBytes'>,
  tx: Transaction,
  registrant: Registrant,
): Promise<NewToken | undefined> {
  const now = clock();
  const purpose = registrant.passwordHash === null ? 'password-reset' : 'email-verification';
  const token = newToken(randomBytes, purpose, now);
  const { hash, expiresAt } = token;
  const isKept = await insertPending(tx.query, { ...registrant, hash, createdAt: now, expiresAt }, mailLimit(now));
  return isKept ? token : undefined;
}

/** The registration of a link; undefined if it has none, or none any more. */
export async function readPending(
  { clock }: Pick<ModuleDeps, 'clock'>,
  query: Query,
  text: string,
): Promise<PendingRegistration | undefined> {
  const hash = hashOfToken(text);
  return hash === undefined ? undefined : findPending(query, hash, clock());
}
