import { test } from '@jest/globals';

/** What does not take the version of graphql of this run: `.ci/graphql-versions.mjs` says what, and why. */
const absent = new Set(process.env.TEST_WITHOUT?.split(','));

export function isHere(host: string): boolean {
  return !absent.has(host);
}

/** `test` where there is the host that it needs. */
export function testWith(host: string): typeof test | typeof test.skip {
  return isHere(host) ? test : test.skip;
}
