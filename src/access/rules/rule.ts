import { type Condition, isOfToken } from './condition.js';

/** The place of a rule in the SDL. */
export interface RuleSource {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** `file:line`, if the SDL was parsed with its name. */
  readonly location: string;
}

/** One way to pass: all its conditions must hold. If it is empty, being signed in is enough. */
export type Alternative = readonly Condition[];

/** A part of a rule: one of its alternatives must hold. */
export interface Clause {
  readonly anyOf: readonly Alternative[];
  readonly source: RuleSource;
  /** A clause of a type is decided once per object; one of a field, once per use. */
  readonly of: 'type' | 'field';
}

/**
 * The clauses that must all hold to use a field. Adding one can only tighten the rule. An empty rule requires nothing.
 */
export type Rule = readonly Clause[];

/** True if nobody passes who is not signed in: every alternative of every `@auth` asks for that. */
export function asksForViewer(rule: Rule): boolean {
  return rule.length > 0;
}

/** Can be decided from the token, without arguments or object. */
export function isTokenOnly({ anyOf }: Clause): boolean {
  return anyOf.every((alternative) => alternative.every(isOfToken));
}

/** What every clause asks for, whatever else it does: a viewer who is signed in. It is asked for each use of a field. */
export function forAnyViewer({ source }: Clause): Clause {
  return { anyOf: [[]], source, of: 'field' };
}
