import { createHash } from 'node:crypto';
import type { Query, Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { ModuleDeps } from '../../module.js';
import type { User } from './store.js';
import { type AccountToken, countTokens, findToken, insertToken, type TokenPurpose } from './token-store.js';

const TOKEN_BYTES = 32;
const LIFETIME_SECONDS: Readonly<Record<TokenPurpose, number>> = {
  'password-reset': 1800,
  'email-verification': 86_400,
};
// Whoever asks for mails to somebody else's address fills no mailbox. The links of those that were sent stay good.
const MAX_MAILS = 5;
const MAX_MAILS_SECONDS = 1800;

/** What goes into a link. */
export interface NewToken {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

type TokenOptions = Pick<ModuleDeps, 'clock' | 'randomBytes'>;

/** A token to be mailed to the user; undefined if he has got as many as he may for now. */
export async function issueToken(
  { clock, randomBytes }: TokenOptions,
  tx: Transaction,
  user: User,
  purpose: TokenPurpose,
): Promise<NewToken | undefined> {
  const now = clock();
  if ((await countTokens(tx.query, user.id, purpose, now - MAX_MAILS_SECONDS * 1000)) >= MAX_MAILS) return undefined;
  const bytes = randomBytes(TOKEN_BYTES);
  const expiresAt = now + LIFETIME_SECONDS[purpose] * 1000;
  await insertToken(tx.query, {
    hash: hashOf(bytes),
    purpose,
    userId: user.id,
    email: user.email,
    createdAt: now,
    expiresAt,
  });
  return { text: bytes.toString('base64url'), expiresAt };
}

/** What is kept of this token; undefined if it was never one, was used, or has expired. It is not used up by that. */
export async function readToken(
  { clock }: TokenOptions,
  query: Query,
  text: string,
  purpose: TokenPurpose,
): Promise<AccountToken | undefined> {
  // Other texts are known for wrong without asking the database.
  if (text.length !== Math.ceil((TOKEN_BYTES * 4) / 3)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? findToken(query, hashOf(bytes), purpose, clock()) : undefined;
}

/** The same for every token that is not good, so that it tells nothing more. */
export function invalidToken(): PortcullisError {
  const message = 'token: It is not valid, or not any more. Ask for a new mail.';
  return new PortcullisError('BAD_USER_INPUT', message, { field: 'token' });
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
