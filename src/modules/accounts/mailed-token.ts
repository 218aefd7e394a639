import { createHash } from 'node:crypto';
import { PortcullisError } from '../../errors.js';
import type { TokenPurpose } from './token-store.js';

const TOKEN_BYTES = 32;
const LIFETIME_SECONDS: Readonly<Record<TokenPurpose, number>> = {
  'password-reset': 1800,
  'email-verification': 86_400,
};
const MAX_MAILS = 5;
const MAX_MAILS_SECONDS = 1800;

/** What goes into a link. */
export interface NewToken {
  readonly text: string;
  /** What is kept of it: the SHA-256, in hexadecimal digits. */
  readonly hash: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export function newToken(randomBytes: (size: number) => Buffer, purpose: TokenPurpose, now: number): NewToken {
  const bytes = randomBytes(TOKEN_BYTES);
  return {
    text: bytes.toString('base64url'),
    hash: hashOf(bytes),
    expiresAt: now + LIFETIME_SECONDS[purpose] * 1000,
  };
}

/** The hash of a token; undefined if the text cannot be one, which is known without asking the database. */
export function hashOfToken(text: string): string | undefined {
  if (text.length !== Math.ceil((TOKEN_BYTES * 4) / 3)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? hashOf(bytes) : undefined;
}

/**
 * How many mails of a purpose one gets from when on: whoever asks for mails to somebody else's address fills no mailbox.
 * The links of those that were sent stay good.
 */
export function mailLimit(now: number): { readonly max: number; readonly since: number } {
  return { max: MAX_MAILS, since: now - MAX_MAILS_SECONDS * 1000 };
}

/** The same for every token that is not good, so that it tells nothing more. */
export function invalidToken(): PortcullisError {
  const message = 'token: The link is invalid or no longer valid. Request a new mail.';
  return new PortcullisError('BAD_USER_INPUT', message, { field: 'token' });
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
