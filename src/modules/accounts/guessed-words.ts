import type { Config } from '../../module/index.js';

/** Whose password it is. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string | null;
}

const MIN_WORD_LENGTH = 3;

/** What is tried for the password of this user before anything else: their address and name, what is in them, and where they sign in. */
export function guessedWords(
  { email, name }: PasswordOwner,
  { publicUrl, appUrl }: Pick<Config, 'publicUrl' | 'appUrl'>,
): readonly string[] {
  const whole = [email, email.slice(0, email.lastIndexOf('@')), name ?? '', (name ?? '').replace(/\s/gu, '')];
  const parts = [email, name ?? '', new URL(publicUrl).hostname, new URL(appUrl).hostname, 'portcullis']
    .flatMap((text) => text.split(/[^\p{L}\p{M}\p{N}]+/u))
    .filter((part) => part.length >= MIN_WORD_LENGTH);
  return [...new Set([...whole, ...parts])];
}
