import { TooLargeError } from '../../decide/budget.js';
import { decide, type Sent } from '../../decide/decide.js';
import type { Rights } from '../../decide/rights.js';
import type { Rule } from '../../rules/rule.js';

/** As many as the coerced values of a request of 1 MB can be, and more. */
const MAX_VALUES = 1_000_000;

/**
 * What is found out about the values that are sent with one operation. By the identity of a value nothing is remembered
 * but what the token alone decides, since the same value can be sent to several fields.
 */
export interface Inspection {
  /** True if the token grants this rule. It is decided once. */
  grants(rule: Rule): boolean;
  /** The same of the rule of an argument, which can ask for what was sent. */
  grantsSent(rule: Rule, sent: Sent): boolean;
  /** True if it grants all of them: then nothing is to be looked for. The set must be the same object each time. */
  grantsAll(rules: ReadonlySet<Rule>): boolean;
  /**
   * What `inspect` finds out about a list or an object, which is looked at once, however many fields it is sent to.
   * Throws a `TooLargeError` if there are more than 1,000,000 values in all that was looked at.
   *
   * @param by tells apart what is looked for
   * @param size how many values are in it
   */
  once(by: object, value: object, size: number, inspect: () => boolean): boolean;
}

const running = new WeakMap<Rights, Inspection>();

/** The inspection of the operation that was given these rights. */
export function inspectionOf(rights: Rights): Inspection {
  const known = running.get(rights);
  if (known) return known;
  const inspection = createInspection(rights);
  running.set(rights, inspection);
  return inspection;
}

/** An inspection by itself, which looks at everything until it tells of the first rule that is not granted. */
export function createSearch(rights: Rights, onAgainst: (rule: Rule) => void): Inspection {
  const inspection = createInspection(rights);
  const tell = (rule: Rule, isGranted: boolean) => {
    if (!isGranted) onAgainst(rule);
    return isGranted;
  };
  return {
    grants: (rule) => tell(rule, inspection.grants(rule)),
    grantsSent: (rule, sent) => tell(rule, inspection.grantsSent(rule, sent)),
    grantsAll: () => false,
    once: inspection.once,
  };
}

function createInspection(rights: Rights): Inspection {
  const granted = new Map<Rule | ReadonlySet<Rule>, boolean>();
  const decideOnce = <T extends Rule | ReadonlySet<Rule>>(asked: T, find: (asked: T) => boolean): boolean => {
    const known = granted.get(asked);
    if (known !== undefined) return known;
    const isGranted = find(asked);
    granted.set(asked, isGranted);
    return isGranted;
  };
  const grants = (rule: Rule) => decideOnce(rule, (asked) => decide(asked, rights) === 'granted');
  const inspected = new Map<object, Map<object, boolean>>();
  let values = 0;
  return {
    grants,
    grantsSent: (rule, sent) => decide(rule, rights, sent) === 'granted',
    grantsAll: (rules) => decideOnce(rules, (asked) => [...asked].every(grants)),
    once: (by, value, size, inspect) => {
      let found = inspected.get(by);
      if (!found) {
        found = new Map();
        inspected.set(by, found);
      }
      const known = found.get(value);
      if (known !== undefined) return known;
      values += size;
      if (values > MAX_VALUES) throw new TooLargeError();
      const result = inspect();
      found.set(value, result);
      return result;
    },
  };
}
