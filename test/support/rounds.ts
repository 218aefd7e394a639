/**
 * How often a test of chance or of a race repeats: all of `full` in `npm run test:soak`, a fifth of it in `npm test`.
 * What imports this is what the soak runs.
 */
export function rounds(full: number): number {
  return isSoak ? full : Math.ceil(full / 5);
}

export const isSoak = process.env.TEST_SOAK === 'on';

/**
 * How often the rarest of these was seen, or in `npm test`, whose few rounds can miss what is rare, the commonest: if that
 * is 0, nothing was looked at.
 */
export function rarest(counts: Readonly<Record<string, number>>): number {
  const all = Object.values(counts);
  return isSoak ? Math.min(...all) : Math.max(...all);
}
