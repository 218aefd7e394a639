import type { OperationDefinitionNode } from 'graphql';
import type { Viewer } from '../../viewer.js';
import { codeFor, type Refusal, type RefusalCode } from '../decide/refusal-code.js';
import type { Clause, RuleSource } from '../rules/rule.js';
import type { Observation, Observe } from './observation.js';
import type { Operation } from './operation.js';
import { quietly } from './quietly.js';

/** A refusal, and its viewer. */
export type ToldRefusal = Refusal & { readonly viewer: Viewer | null };

/** What was decided about a field while an operation ran. */
export interface ToldDecision<TContext = unknown> {
  readonly outcome: 'allowed' | 'refused';
  /** `Type.field` */
  readonly coordinate: string;
  /**
   * For a refusal, the first rule that does not hold; otherwise the first rule of the field. Null if the field has no
   * rule itself, only what was sent or returned.
   */
  readonly rule: RuleSource | null;
  /** Null if it was allowed. */
  readonly code: RefusalCode['code'] | null;
  readonly reason: RefusalCode['reason'];
  readonly viewer: Viewer | null;
  readonly operation: OperationDefinitionNode;
  readonly context: TContext;
}

/** Where something was decided. */
export interface DecidedPlace {
  readonly running: Operation;
  readonly coordinate: string;
  readonly context: unknown;
  readonly operation: OperationDefinitionNode;
  /** The clause that decided, as far as it can be said. */
  readonly clause: () => Clause | undefined;
  /** Of a use that came to its resolver. */
  readonly use?: Pick<Observation, 'args' | 'held'> | undefined;
}

/** Tells what is decided. Never throws. */
export interface Telling {
  /** Once for each place of an operation, or each rule of a coordinate, however many objects are there. */
  refused(place: DecidedPlace & Pick<Refusal, 'path'>): void;
  /** Once for each coordinate. Undefined if nobody asks. */
  readonly allowed: ((place: DecidedPlace) => void) | undefined;
  /** Of objects that are not looked for, since the token refuses all of their type. Undefined if nobody asks. */
  readonly closed: ((place: DecidedPlace) => void) | undefined;
  /** Of a value that came out of a field: the clauses that were asked for it. Undefined if nobody asks. */
  readonly seen: ((place: DecidedPlace, clauses: readonly Clause[]) => void) | undefined;
}

export interface TellingOptions {
  readonly onRefusal: ((refusal: ToldRefusal) => void) | undefined;
  readonly onDecision: ((decision: ToldDecision) => void) | undefined;
  readonly decisions: 'all' | 'refused';
  readonly observe: Observe | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Undefined if nobody is told anything. */
export function createTelling(options: TellingOptions): Telling | undefined {
  const { onRefusal, onDecision, decisions, observe, onFailure } = options;
  if (!onRefusal && !onDecision && !observe) return undefined;
  const tellRefusal = onRefusal && quietly(onRefusal, onFailure);
  const tellDecision = onDecision && createTellDecision(onDecision, onFailure);
  const tellAllowed = decisions === 'all' ? tellDecision : undefined;
  return Object.freeze({
    refused: ({ path, ...place }) => {
      const { running, coordinate } = place;
      tellDecision?.({ ...place, outcome: 'refused' });
      if (observe) observeRefusal(observe, place);
      if (!tellRefusal || !running.isFirstAt(path.join('.'))) return;
      const viewer = running.viewer ?? null;
      tellRefusal(Object.freeze({ path: Object.freeze([...path]), coordinate, ...codeFor(viewer), viewer }));
    },
    allowed:
      tellAllowed || observe
        ? (place: DecidedPlace) => {
            tellAllowed?.({ ...place, outcome: 'allowed' });
            observe?.(observationOf({ ...place, outcome: 'allowed' }, []));
          }
        : undefined,
    closed: observe && ((place) => observeRefusal(observe, place)),
    seen: observe && ((place, clauses) => observe(observationOf({ ...place, outcome: 'allowed' }, clauses))),
  } satisfies Telling);
}

type Decided = DecidedPlace & Pick<ToldDecision, 'outcome'>;

function observeRefusal(observe: Observe, place: DecidedPlace): void {
  const clause = place.clause();
  observe(observationOf({ ...place, outcome: 'refused' }, clause ? [clause] : []));
}

function observationOf(
  { outcome, coordinate, running: { rights }, use }: Decided,
  clauses: readonly Clause[],
): Observation {
  return { outcome, coordinate, clauses, rights, args: use?.args, held: use?.held ?? [] };
}

function createTellDecision(onDecision: (decision: ToldDecision) => void, onFailure: (error: unknown) => void) {
  return quietly(({ outcome, running, coordinate, context, operation, clause }: Decided) => {
    // Most of what is allowed was told before, of another object.
    if (outcome === 'allowed' && !running.isFirstAt(`allowed ${coordinate}`)) return undefined;
    const rule = clause()?.source ?? null;
    const { viewer = null, isFirstAt } = running;
    if (outcome === 'refused' && !isFirstAt(`refused ${coordinate} ${rule?.coordinate} ${rule?.location}`))
      return undefined;
    const why = outcome === 'refused' ? codeFor(viewer) : { code: null, reason: null };
    return onDecision(Object.freeze({ outcome, coordinate, rule, ...why, viewer, operation, context }));
  }, onFailure);
}
