import type { ToldAnswer, ToldRule } from '../server/explorer/told-answer.js';

/** The rule of a schema coordinate; an enum may be called `constructor`. */
export function ruleOf(rules: ToldAnswer['rules'], coordinate: string): ToldRule | undefined {
  return Object.hasOwn(rules, coordinate) ? rules[coordinate] : undefined;
}
