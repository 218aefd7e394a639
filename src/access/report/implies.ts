import type { Condition } from '../rules/condition.js';
import type { Roles } from '../rules/roles.js';
import type { Alternative, Clause, Rule } from '../rules/rule.js';

/** A rule, and what its roles include. */
export interface RuleOfSide {
  readonly rule: Rule;
  readonly roles: Roles;
}

/**
 * True if whoever passes `stronger` passes `weaker` too, whatever their token, the arguments and the object are. It is
 * on the safe side: two rules that say the same in very different ways may not be seen to.
 */
export function implies(stronger: RuleOfSide, weaker: RuleOfSide): boolean {
  return lostClauses(stronger, weaker).length === 0;
}

/** The clauses of `weaker` that `stronger` does not make sure of. */
export function lostClauses(stronger: RuleOfSide, weaker: RuleOfSide): readonly Clause[] {
  const impliesCondition = compareWith(stronger.roles, weaker.roles);
  const impliesAlternative = (alternative: Alternative, other: Alternative) =>
    other.every((wanted) => alternative.some((condition) => impliesCondition(condition, wanted)));
  const impliesClause = (clause: Clause, other: Clause) =>
    clause.anyOf.every((alternative) => other.anyOf.some((wanted) => impliesAlternative(alternative, wanted)));
  return weaker.rule.filter((wanted) => !stronger.rule.some((clause) => impliesClause(clause, wanted)));
}

function compareWith(roles: Roles, weakerRoles: Roles): (condition: Condition, wanted: Condition) => boolean {
  return (condition, wanted) => {
    if (condition.kind === 'role' && wanted.kind === 'role') {
      const enough = holdersOf(weakerRoles, wanted.role);
      return holdersOf(roles, condition.role).every((role) => enough.includes(role));
    }
    if (condition.kind === 'claim' && wanted.kind === 'claim')
      return condition.name === wanted.name && condition.values.every((value) => wanted.values.includes(value));
    return JSON.stringify(condition) === JSON.stringify(wanted);
  };
}

/** The roles that are enough where this one is asked for. */
function holdersOf(roles: Roles, role: string): readonly string[] {
  return [...roles].filter(([, all]) => all.has(role)).map(([name]) => name);
}
