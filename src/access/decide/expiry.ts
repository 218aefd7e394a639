/**
 * True if the time has come; null never does. What is no number has, since nobody knows when it would.
 *
 * @param expiresAt seconds since the epoch
 * @param now milliseconds since the epoch
 */
export function hasExpired(expiresAt: number | null | undefined, now: number): boolean {
  if (expiresAt === null || expiresAt === undefined) return false;
  return typeof expiresAt !== 'number' || !(expiresAt * 1000 > now);
}
