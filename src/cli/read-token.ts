import type { TokenContent } from '../access/report/index.js';
import { StartupError } from '../errors.js';
import { readJsonObject } from './json-object.js';

export interface TokenOptions {
  readonly role?: readonly string[];
  /** JSON. */
  readonly claims?: string;
}

/** What the options say of a token. Throws a `StartupError` for what no token of ours could have. */
export function readToken(
  { role: roles = [], claims: text }: TokenOptions,
  known: ReadonlyMap<string, unknown>,
): TokenContent {
  const unknown = roles.filter((role) => !known.has(role));
  if (unknown.length > 0) {
    const mend = known.size > 0 ? `Use ${[...known.keys()].join(', ')}.` : 'The schema has no roles.';
    throw new StartupError([`--role: There is no role ${unknown.join(', ')}. ${mend}`]);
  }
  const claims = text === undefined ? undefined : readJsonObject('--claims', text);
  const { sub = '', scope = '', roles: claimed = [] } = claims ?? {};
  const problems = [
    ...(typeof sub === 'string' ? [] : ['--claims: sub is no string. Write the id of a user.']),
    ...(typeof scope === 'string' ? [] : ['--claims: scope is no string. Write the scopes with spaces between.']),
    ...(isTexts(claimed) ? [] : ['--claims: roles is no list of strings. Write ["USER"].']),
  ];
  if (problems.length > 0) throw new StartupError(problems);
  return { roles, claims };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
