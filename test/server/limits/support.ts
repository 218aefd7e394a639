import { readFileSync } from 'node:fs';

/** The definitions of `@cost` and `@listSize`. */
export const costDirectives = readFileSync(new URL('../../../schema/limits.graphql', import.meta.url), 'utf8');
