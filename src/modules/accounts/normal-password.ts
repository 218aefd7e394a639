const MAX_TYPED_LENGTH = 1024;

/** Nobody has such a password, and to look at it would take long. */
export function isTooLong(typed: string): boolean {
  return typed.length > MAX_TYPED_LENGTH;
}

/**
 * A password as it is hashed: in NFKC, since keyboards write the same character in several ways (NIST SP 800-63B-4
 * §3.1.1.2).
 */
export function normalPassword(typed: string): string {
  return typed.normalize('NFKC');
}

/** In code points (ibid.): as few as there are, typed or in NFKC, which writes some as 18. */
export function lengthOfPassword(typed: string): number {
  if (isTooLong(typed)) return Number.POSITIVE_INFINITY;
  return Math.min(...[typed, normalPassword(typed)].map((text) => [...text].length));
}
