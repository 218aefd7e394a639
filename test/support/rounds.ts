/**
 * How often a test of chance or of a race repeats: all of `full` in `npm run test:soak`, a fifth of it in `npm test`.
 * What imports this is what the soak runs.
 */
export function rounds(full: number): number {
  return isSoak ? full : Math.ceil(full / 5);
}

export const isSoak = process.env.TEST_SOAK === 'on';
