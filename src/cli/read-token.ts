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
    const mend = known.size > 0 ? `Choose from ${[...known.keys()].join(', ')}.` : 'The schema has no roles.';
    throw new StartupError([`--role: There is no role ${unknown.join(', ')}. ${mend}`]);
  }
  const claims = text === undefined ? undefined : readJsonObject('--claims', text);
  const { sub = '', scope = '', roles: claimed = [] } = claims ?? {};
  const problems = [
    ...(typeof sub === 'string' ? [] : ['--claims: sub must be a string: the id of a user.']),
    ...(typeof scope === 'string' ? [] : ['--claims: scope must be a string: the scopes, separated by spaces.']),
    ...(isTexts(claimed) ? [] : ['--claims: roles must be a list of strings, such as ["USER"].']),
  ];
  if (problems.length > 0) throw new StartupError(problems);
  return { roles, claims };
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
