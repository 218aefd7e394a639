/** The longest lifetime of an access token that can be set. */
export const LONGEST_LIFETIME_SECONDS = 3600;

/** When a token is valid, in seconds since the epoch. */
export interface Times {
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/**
 * The times of a payload, or why they are wrong, as a sentence. A token that has expired is not wrong.
 *
 * @param now seconds since the epoch
 */
export function readTimes(
  { iat, exp, nbf }: Readonly<Record<string, unknown>>,
  now: number,
  toleranceSeconds: number,
): Times | { readonly problem: string } {
  if (!isTime(exp)) return { problem: 'exp is missing or not a number of seconds.' };
  if (!isTime(iat)) return { problem: 'iat is missing or not a number of seconds.' };
  if (iat > now + toleranceSeconds) return { problem: 'iat is in the future.' };
  if (nbf !== undefined && !(isTime(nbf) && nbf <= now + toleranceSeconds)) {
    return { problem: 'nbf is in the future.' };
  }
  return { issuedAt: iat, expiresAt: exp };
}

// Within what a Date can show, so that a hostile number cannot throw later.
function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e12;
}
