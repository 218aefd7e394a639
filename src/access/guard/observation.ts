import type { Rights } from '../decide/rights.js';
import type { Alternative, Clause } from '../rules/rule.js';

/** What was decided at one use of a field, and by what: more than an access log has, and for each use. */
export interface Observation {
  readonly outcome: 'allowed' | 'refused';
  /** `Type.field` */
  readonly coordinate: string;
  /** Of what was refused, the one that refused it; of what came out of a field, those of the values; else none. */
  readonly clauses: readonly Clause[];
  readonly rights: Rights;
  /** What was sent to the field, coerced; undefined where no use of it came so far. */
  readonly args: Readonly<Record<string, unknown>> | undefined;
  /** The alternatives of which the object decided that they hold. */
  readonly held: readonly Alternative[];
}

export type Observe = (observation: Observation) => void;

/**
 * The option that tells observations to the tests of rules. It is no part of what is promised to users; by a name in the
 * registry of symbols, so that it is one for all copies of this package.
 */
export const observing: unique symbol = Symbol.for('portcullis.access.observing');
