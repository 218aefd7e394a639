import type { Condition } from '../rules/condition.js';
import type { Alternative, Clause, Rule } from '../rules/rule.js';
import type { Rights } from './rights.js';

/** `open`: the token does not decide it, the arguments or the object do. */
export type Decision = 'granted' | 'refused' | 'open';

/** The text of what was sent for an argument, or for a path into it; undefined if nothing was. */
export type Sent = (path: readonly string[]) => string | undefined;

/** What the token decides of a rule, and the arguments if `sent` reads them. A rule that asks for nothing is granted. */
export function decide(rule: Rule, rights: Rights, sent?: Sent): Decision {
  return every(rule.map((clause) => decideClause(clause, rights, sent)));
}

/** The first clause that is refused. */
export function firstRefused(rule: Rule, rights: Rights, sent?: Sent): Clause | undefined {
  return rule.find((clause) => decideClause(clause, rights, sent) === 'refused');
}

/** The first that is not granted: of what is sent or returned, nothing is left open. */
export function firstNotGranted(rule: Rule, rights: Rights, sent?: Sent): Clause | undefined {
  return rule.find((clause) => decideClause(clause, rights, sent) !== 'granted');
}

/** The same of a clause. */
export function decideClause({ anyOf }: Clause, rights: Rights, sent?: Sent): Decision {
  return some(anyOf.map((alternative) => decideAlternative(alternative, rights, sent)));
}

/** The same of an alternative: each asks for a signed-in viewer, whatever else it says. */
export function decideAlternative(alternative: Alternative, rights: Rights, sent?: Sent): Decision {
  if (!rights.authenticated) return 'refused';
  return every(alternative.map((condition) => decideCondition(condition, rights, sent)));
}

function decideCondition(condition: Condition, { roles, scopes, subject, claim }: Rights, sent?: Sent): Decision {
  switch (condition.kind) {
    case 'role':
      return decided(roles.has(condition.role));
    case 'scope':
      return decided(scopes.has(condition.scope));
    case 'claim':
      return decided(claim(condition.name).some((text) => condition.values.includes(text)));
    case 'claimArgument': {
      const texts = claim(condition.name);
      if (sent === undefined) return texts.length > 0 ? 'open' : 'refused';
      const text = sent(condition.path);
      return decided(text !== undefined && texts.includes(text));
    }
    case 'claimField':
      return claim(condition.name).length > 0 ? 'open' : 'refused';
    case 'owner':
      return subject === null ? 'refused' : 'open';
    case 'policy':
      return 'open';
  }
}

function decided(holds: boolean): Decision {
  return holds ? 'granted' : 'refused';
}

function every(decisions: readonly Decision[]): Decision {
  if (decisions.includes('refused')) return 'refused';
  return decisions.includes('open') ? 'open' : 'granted';
}

function some(decisions: readonly Decision[]): Decision {
  if (decisions.includes('granted')) return 'granted';
  return decisions.includes('open') ? 'open' : 'refused';
}
