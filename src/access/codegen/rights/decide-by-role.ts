import type { Requirement, Verdict } from '../../../requirement.js';
import { isObject } from '../../../values/value-kinds.js';
import type { Somebody } from '../../report/standing.js';

/** What the role alone decides, of somebody who is signed in. What is sent may be anything. */
export function decideByRole(requirement: Requirement, somebody: Somebody): Verdict {
  const each = (parts: readonly Requirement[]) => new Set(parts.map((part) => decideByRole(part, somebody)));
  if (requirement === 'signedIn') return true;
  if (!isObject(requirement)) return requirement;
  if ('all' in requirement) return least(each(requirement.all));
  if ('any' in requirement) return greatest(each(requirement.any));
  if ('oneOf' in requirement) return only(each(requirement.oneOf));
  if ('if' in requirement) return only(each([requirement.requires, requirement.else]));
  if ('defaults' in requirement) return decideByRole(requirement.requires, somebody);
  if ('role' in requirement) return somebody.roles.includes(requirement.role);
  return 'scope' in requirement && somebody.scopes.includes(requirement.scope) ? true : 'depends';
}

function least(verdicts: ReadonlySet<Verdict>): Verdict {
  if (verdicts.has(false)) return false;
  return verdicts.has('depends') ? 'depends' : true;
}

function greatest(verdicts: ReadonlySet<Verdict>): Verdict {
  if (verdicts.has(true)) return true;
  return verdicts.has('depends') && 'depends';
}

function only(verdicts: ReadonlySet<Verdict>): Verdict {
  const [first = true, ...others] = verdicts;
  return others.length === 0 ? first : 'depends';
}
