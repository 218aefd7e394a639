import { type FieldNode, getArgumentValues } from 'graphql';
import type { Variables } from '../../values/variables.js';
import type { Clause } from '../rules/rule.js';
import type { Decision } from './decide.js';
import { createInclusionReader } from './inclusion.js';
import type { PlannedField, PlannedResult, PlannedSelection } from './plan.js';
import type { Rights } from './rights.js';

/** A field that is refused whatever the objects are. */
export interface CertainRefusal {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly node: FieldNode;
  /** What refuses it. */
  readonly clause: () => Clause | undefined;
}

/** What the token and the arguments decide of an operation. */
export interface Analysis {
  /** `granted` if every rule in it is; `open` if the objects will tell. */
  readonly decision: Decision;
  /** Whether arguments had a part in it. A resolver that changes the variables changes those of the fields after it. */
  readonly readsArguments: boolean;
  /** In the order of the document; at most 200 of them. */
  readonly refusals: readonly CertainRefusal[];
}

/** A refusal, or where those below it are. */
interface Refused {
  readonly key: string;
  readonly at: Omit<CertainRefusal, 'path'> | readonly Refused[];
}

interface Outcome {
  readonly isGranted: boolean;
  readonly refused: readonly Refused[];
}

const MAX_REFUSALS = 200;
const NOTHING: Outcome = { isGranted: true, refused: [] };

/**
 * Decides an operation before anything of it runs. On the result of an abstract type something is certainly refused
 * only if it is whatever type the object has. Each part of the plan is decided once.
 */
export function analyze(plan: PlannedSelection, variables: Variables, rights: Rights): Analysis {
  const decided = new Map<PlannedSelection | PlannedResult, Outcome>();
  const counts = createInclusionReader(variables);
  let readsArguments = false;

  const once = <T extends PlannedSelection | PlannedResult>(part: T, decide: (part: T) => Outcome): Outcome => {
    const outcome = decided.get(part) ?? decide(part);
    decided.set(part, outcome);
    return outcome;
  };
  const ofSelection = ({ fields }: PlannedSelection): Outcome => {
    const outcomes = fields.map(ofField);
    return { isGranted: outcomes.every(isGranted), refused: outcomes.flatMap(({ refused }) => refused) };
  };
  const ofResult = ({ selections }: PlannedResult): Outcome => {
    const outcomes = selections.map((selection) => once(selection, ofSelection));
    const isCertain = outcomes.every(({ refused }) => refused.length > 0);
    return { isGranted: outcomes.every(isGranted), refused: isCertain ? (outcomes[0]?.refused ?? []) : [] };
  };
  const ofField = ({ key, coordinate, field, rule, uses, below }: PlannedField): Outcome => {
    const use = uses.find(({ when }) => counts(when));
    if (!use) return NOTHING;
    const { node } = use;
    readsArguments ||= rule?.asksArguments === true;
    const readArguments = () => argumentsOf(field, node, variables);
    const decision = rule ? rule.decide(rights, readArguments) : 'granted';
    if (decision === 'refused') {
      const clause = () => rule?.refusedBy(rights, readArguments());
      return { isGranted: false, refused: [{ key, at: { coordinate, node, clause } }] };
    }
    const { isGranted, refused } = once(below, ofResult);
    return {
      isGranted: decision === 'granted' && isGranted,
      refused: refused.length > 0 ? [{ key, at: refused }] : [],
    };
  };
  const { isGranted: isAllGranted, refused } = once(plan, ofSelection);
  return {
    decision: refused.length > 0 ? 'refused' : isAllGranted ? 'granted' : 'open',
    readsArguments,
    refusals: take(MAX_REFUSALS, pathsOf(refused, [])),
  };
}

function isGranted(outcome: Outcome): boolean {
  return outcome.isGranted;
}

/** Undefined if they cannot be coerced: that is an error of its own, when the field is run. */
function argumentsOf(
  field: PlannedField['field'],
  node: FieldNode,
  variables: Variables,
): Readonly<Record<string, unknown>> | undefined {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return undefined;
  }
}

function* pathsOf(refused: readonly Refused[], prefix: readonly string[]): Generator<CertainRefusal> {
  for (const { key, at } of refused) {
    const path = [...prefix, key];
    if ('node' in at) yield { ...at, path };
    else yield* pathsOf(at, path);
  }
}

function take<T>(count: number, items: Iterable<T>): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
