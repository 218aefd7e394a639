import { type AccessTable, scopesOfRoles } from '../../access/index.js';
import type { BaseConfig } from '../../module/index.js';

/** A token has 8192 characters: this, 4 kB of custom claims and what is ours fit into them. */
const MAX_SCOPE_LENGTH = 1024;

/** What is wrong with the scopes that all roles bring together, which a user with all roles has in a token. */
export function scopeProblems({ grants }: Pick<AccessTable, 'grants'>): readonly string[] {
  const { length } = scopesOfRoles({ grants }, grants.keys()).join(' ');
  if (length <= MAX_SCOPE_LENGTH) return [];
  return [
    `@grants: The scopes of all roles together are ${length} characters long, but a token has room for only ${MAX_SCOPE_LENGTH}. Grant fewer or shorter scopes.`,
  ];
}

/** A warning for scopes that nobody can have: no role grants them, and no trusted issuer brings any. */
export function missingScopes(
  { trustedIssuers }: Pick<BaseConfig, 'trustedIssuers'>,
  { grants, rules }: Pick<AccessTable, 'grants' | 'rules'>,
): readonly string[] {
  if (trustedIssuers.some(({ scopes }) => scopes)) return [];
  const granted = new Set(scopesOfRoles({ grants }, grants.keys()));
  const asked = [...rules.values()].flat().flatMap(({ anyOf, source }) =>
    anyOf.flat().flatMap((condition) => {
      if (condition.kind !== 'scope' || granted.has(condition.scope)) return [];
      return [[source.location, `${source.coordinate}: ${condition.scope}`].filter(Boolean).join(' ')];
    }),
  );
  if (asked.length === 0) return [];
  const sentence =
    'No token can have these scopes: no role grants them, and there is no trusted issuer that could. Add @grants to a role, or remove them:';
  return [[sentence, ...new Set(asked)].join('\n  ')];
}
