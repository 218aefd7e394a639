import { type FieldNode, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import { isIncluded, type PlannedUse } from './collect-selections.js';
import type { Decision } from './decide.js';
import type { PlannedField, PlannedSelection } from './plan.js';
import type { Rights } from './rights.js';

/** A field that is refused whatever the objects are. */
export interface CertainRefusal {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly node: FieldNode;
}

/** What the token and the arguments decide of an operation. */
export interface Analysis {
  /** `granted` if every rule in it is; `open` if the objects will tell. */
  readonly decision: Decision;
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
 * only if it is whatever type the object has. Each planned selection is decided once.
 */
export function analyze(
  plan: PlannedSelection,
  variables: GraphQLResolveInfo['variableValues'],
  rights: Rights,
): Analysis {
  const decided = new Map<PlannedSelection, Outcome>();

  const ofSelection = (selection: PlannedSelection): Outcome => {
    const known = decided.get(selection);
    if (known) return known;
    const outcomes = selection.map(ofField);
    const outcome = {
      isGranted: outcomes.every(({ isGranted }) => isGranted),
      refused: outcomes.flatMap(({ refused }) => refused),
    };
    decided.set(selection, outcome);
    return outcome;
  };
  const ofField = (planned: PlannedField): Outcome => {
    const use = planned.uses.find(({ when }) => when.every((node) => isIncluded(node, variables)));
    if (!use) return NOTHING;
    const decision = decideField(planned, use, variables, rights);
    if (decision === 'refused') {
      const { key, coordinate } = planned;
      return { isGranted: false, refused: [{ key, at: { coordinate, node: use.node } }] };
    }
    const below = planned.below.map(ofSelection);
    const [first] = below;
    const isCertain = first !== undefined && below.every(({ refused }) => refused.length > 0);
    return {
      isGranted: decision === 'granted' && below.every(({ isGranted }) => isGranted),
      refused: isCertain ? [{ key: planned.key, at: first.refused }] : [],
    };
  };
  const { isGranted, refused } = ofSelection(plan);
  const refusals = take(MAX_REFUSALS, pathsOf(refused, []));
  return { decision: refused.length > 0 ? 'refused' : isGranted ? 'granted' : 'open', refusals };
}

function decideField(
  { rule, field }: PlannedField,
  { node }: PlannedUse,
  variables: GraphQLResolveInfo['variableValues'],
  rights: Rights,
): Decision {
  if (!rule) return 'granted';
  const args = argumentsOf(field, node, variables);
  if (args) return rule.decide(rights, args);
  // They are an error of their own, when the field is run; what the token refuses does not wait for that.
  return rule.decideByToken(rights) === 'refused' ? 'refused' : 'open';
}

/** Undefined if they cannot be coerced. */
function argumentsOf(
  field: PlannedField['field'],
  node: FieldNode,
  variables: GraphQLResolveInfo['variableValues'],
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
