import type { Decision } from '../decide/decide.js';
import type { AccessTable } from '../rules/compile.js';
import type { Condition } from '../rules/condition.js';
import { scopesOfRoles } from '../rules/grants.js';
import type { Rule } from '../rules/rule.js';

/** Somebody of whom nothing is known but whether they are signed in, and their role: a column of the matrix. */
export interface Somebody {
  readonly kind: 'anonymous' | 'signedIn' | 'role';
  /** `anonymous`, `signed in`, or the role. */
  readonly name: string;
  /** The roles that they have, including their own. */
  readonly roles: readonly string[];
  /** The scopes that a token of this server has for these roles. One of another issuer has those that its issuer gave. */
  readonly scopes: readonly string[];
}

/** Nobody, who is not signed in; somebody signed in without a role; and each role, in the order of the enum. */
export function everybody({ roles, grants }: Pick<AccessTable, 'roles' | 'grants'>): readonly Somebody[] {
  return [
    { kind: 'anonymous', name: 'anonymous', roles: [], scopes: [] },
    { kind: 'signedIn', name: 'signed in', roles: [], scopes: [] },
    ...[...roles].map(([name, all]) => ({
      kind: 'role' as const,
      name,
      roles: [...roles.keys()].filter((role) => all.has(role)),
      scopes: scopesOfRoles({ grants }, [name]),
    })),
  ];
}

/** What is left of a rule when some of it is decided. With nothing left it is granted. */
export type Remainder = 'refused' | Rule;

/**
 * What the role alone decides of a rule: claims, arguments and objects are left open, and scopes that it does not bring:
 * another role may, or another issuer.
 */
export function standing(rule: Rule, { kind, roles, scopes }: Somebody): Remainder {
  if (rule.length === 0) return [];
  if (kind === 'anonymous') return 'refused';
  return remainderOf(rule, (condition) => {
    if (condition.kind === 'scope') return scopes.includes(condition.scope) ? 'granted' : 'open';
    if (condition.kind !== 'role') return 'open';
    return roles.includes(condition.role) ? 'granted' : 'refused';
  });
}

/** What is left of the rule of somebody who is signed in, when each of its conditions is decided, or left open. */
export function remainderOf(rule: Rule, decide: (condition: Condition) => Decision): Remainder {
  const open: Rule[number][] = [];
  for (const clause of rule) {
    const alternatives = clause.anyOf
      .map((alternative) => alternative.map((condition) => ({ condition, decision: decide(condition) })))
      .filter((alternative) => alternative.every(({ decision }) => decision !== 'refused'))
      .map((alternative) => alternative.filter(({ decision }) => decision === 'open'));
    if (alternatives.length === 0) return 'refused';
    if (alternatives.some((alternative) => alternative.length === 0)) continue;
    open.push({ ...clause, anyOf: alternatives.map((each) => each.map(({ condition }) => condition)) });
  }
  return open;
}
