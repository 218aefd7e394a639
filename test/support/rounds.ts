/**
 * How often a test of chance or of a race repeats: all of `full` in `npm run test:soak`, a fifth of it in `npm test`,
 * or a smaller part where one round takes long and the test needs no more to find what it looks for.
 * What imports this is what the soak runs.
 */
export function rounds(full: number, part = 5): number {
  return isSoak ? full : Math.ceil(full / part);
}

export const isSoak = process.env.TEST_SOAK === 'on';
