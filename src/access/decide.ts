import { expandRoles, type Roles } from './roles.js';
import type { Alternative, Clause, Rule } from './rule.js';
import type { Viewer } from './viewer.js';

/** `open`: the token does not decide it, the object does. */
export type Decision = 'granted' | 'refused' | 'open';

/** What a viewer brings: compiled from the token once, asked for every rule. */
export interface Rights {
  readonly authenticated: boolean;
  /** Null if the viewer can own nothing. */
  readonly subject: string | null;
  /** The roles held, and all that they include. */
  readonly roles: ReadonlySet<string>;
}

/** Never throws: what is not of the right shape grants nothing. */
export function rightsOf(roles: Roles, viewer: Viewer | null | undefined): Rights {
  const authenticated = viewer?.authenticated === true;
  const subject = authenticated && typeof viewer.subject === 'string' && viewer.subject !== '' ? viewer.subject : null;
  const held: unknown = authenticated ? viewer.roles : [];
  return { authenticated, subject, roles: expandRoles(roles, Array.isArray(held) || held instanceof Set ? held : []) };
}

/** What the token alone decides of a rule: each `@auth` asks for a signed-in viewer, whatever else it says. */
export function decide(rule: Rule, rights: Rights): Decision {
  if (rule.length === 0) return 'granted';
  if (!rights.authenticated) return 'refused';
  return every(rule.map((clause) => decideClause(clause, rights)));
}

/** What the token alone decides of a clause, for a viewer who is signed in. */
export function decideClause({ anyOf }: Clause, rights: Rights): Decision {
  return some(anyOf.map((alternative) => decideAlternative(alternative, rights)));
}

/** What the token alone decides of an alternative, for a viewer who is signed in. */
export function decideAlternative({ role, owner }: Alternative, { roles, subject }: Rights): Decision {
  if (role !== undefined && !roles.has(role)) return 'refused';
  if (owner === undefined) return 'granted';
  return subject === null ? 'refused' : 'open';
}

function every(decisions: readonly Decision[]): Decision {
  if (decisions.includes('refused')) return 'refused';
  return decisions.includes('open') ? 'open' : 'granted';
}

function some(decisions: readonly Decision[]): Decision {
  if (decisions.includes('granted')) return 'granted';
  return decisions.includes('open') ? 'open' : 'refused';
}
