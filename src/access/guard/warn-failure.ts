const QUIET_MILLISECONDS = 1000;

/**
 * Warns on the console of what went wrong in a check: at most once in a second, since a client can bring the same about a
 * thousand times in one request. The next warning says how many were left out.
 *
 * @param now gives milliseconds since the epoch
 */
export function createWarnFailure(now: () => number): (error: unknown) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  return (error) => {
    const at = now();
    // A clock that was set back is no reason to be silent.
    if (at >= lastAt && at - lastAt < QUIET_MILLISECONDS) {
      leftOut += 1;
      return;
    }
    const more = leftOut > 0 ? ` (${leftOut} more since the last such warning)` : '';
    console.warn(`An @auth check failed, so access was refused${more}:`, error);
    lastAt = at;
    leftOut = 0;
  };
}
