import { type Condition, isOfToken } from './condition.js';

/** Where a rule stands in the SDL. */
export interface RuleSource {
  /** `Type` or `Type.field`. */
  readonly coordinate: string;
  /** `file:line`, as far as the SDL was parsed with its name. */
  readonly location: string;
}

/** One way to pass: all of it must hold. With nothing in it, to be signed in is enough. */
export type Alternative = readonly Condition[];

/** One thing that must hold: one of its alternatives is enough. */
export interface Clause {
  readonly anyOf: readonly Alternative[];
  readonly source: RuleSource;
  /** Of a type, it is decided once for each object; of a field, for each use. */
  readonly of: 'type' | 'field';
}

/** What must hold to use a field: all of it. Adding a clause can only tighten. An empty rule asks for nothing. */
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
