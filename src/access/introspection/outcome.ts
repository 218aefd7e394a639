import { decide } from '../decide/decide.js';
import type { Rights } from '../decide/rights.js';
import type { AccessTable } from '../rules/compile.js';
import type { Clause, Rule } from '../rules/rule.js';

/**
 * Which of the distinct rules of a table are certainly refused, whatever the arguments and the objects are: a character
 * for each. Rights with the same outcome may use the same.
 */
export type Outcome = string;

export interface Outcomes {
  /** Takes each distinct clause once. */
  of(rights: Rights): Outcome;
  /** True if what stands at the coordinate is certainly refused. */
  isRefused(outcome: Outcome, coordinate: string): boolean;
}

const REFUSED = '1';
const NOT_REFUSED = '0';

export function createOutcomes({ rules }: Pick<AccessTable, 'rules'>): Outcomes {
  const clauses = new Numbered<Clause>();
  const distinctRules = new Numbered<readonly number[]>();
  const numberOf = (rule: Rule): number => {
    const numbers = rule.map((clause) => clauses.number(JSON.stringify(clause.anyOf), clause));
    const parts = [...new Set(numbers)].sort((a, b) => a - b);
    return distinctRules.number(parts.join(), parts);
  };
  const ruleAt = new Map([...rules].map(([coordinate, rule]) => [coordinate, numberOf(rule)]));
  return {
    of: (rights) => {
      const refused = clauses.values.map((clause) => decide([clause], rights) === 'refused');
      // Everything ANDs: a rule is refused if one of its clauses is.
      return distinctRules.values
        .map((parts) => (parts.some((clause) => refused[clause] === true) ? REFUSED : NOT_REFUSED))
        .join('');
    },
    isRefused: (outcome, coordinate) => {
      const rule = ruleAt.get(coordinate);
      return rule !== undefined && outcome[rule] === REFUSED;
    },
  };
}

/** Values that differ by their key, in the order in which they came. */
class Numbered<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();

  number(key: string, value: T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
