import type { FieldNode } from 'graphql';
import type { Variables } from '../../values/variables.js';
import { createBudget, PLAN } from './budget.js';
import { createInclusionReader } from './inclusion.js';
import type { PlannedField, PlannedResult, PlannedSelection } from './plan.js';

/** A field at one of the places where an operation selects it. */
export interface ReachedField {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly node: FieldNode;
}

/**
 * The fields with rules that an operation may run with these variables, whichever of the possible types its objects turn
 * out to have. Each place comes once, in the order of the document. Throws a `TooLargeError` beyond 20,000 of them.
 */
export function reachedFields(plan: PlannedSelection, variables: Variables): readonly ReachedField[] {
  const counts = createInclusionReader(variables);
  const reaches = createReaches(counts);
  const spend = createBudget();
  const found = new Map<string, ReachedField>();
  const walked = new Map<string, Set<PlannedSelection>>();

  const walk = ({ fields }: PlannedSelection, prefix: readonly string[]): void => {
    for (const field of fields) {
      spend(PLAN);
      const node = nodeOf(field, counts);
      if (!node || !reaches(field)) continue;
      const path = [...prefix, field.key];
      const { coordinate, rule, below } = field;
      const place = `${path.join('.')} ${coordinate}`;
      if (rule && !found.has(place)) found.set(place, { path, coordinate, node });
      for (const selection of below.selections) if (isFirst(selection, path)) walk(selection, path);
    }
  };
  /** Types that are no different here can have one selection, by several ways. */
  const isFirst = (selection: PlannedSelection, path: readonly string[]): boolean => {
    const place = path.join('.');
    const before = walked.get(place) ?? new Set<PlannedSelection>();
    walked.set(place, before);
    const isKnown = before.has(selection);
    before.add(selection);
    return !isKnown;
  };
  walk(plan, []);
  return [...found.values()];
}

type Counts = ReturnType<typeof createInclusionReader>;

function nodeOf({ uses }: PlannedField, counts: Counts): FieldNode | undefined {
  return uses.find(({ when }) => counts(when))?.node;
}

/** Whether something with a rule is run at a field, or below. Each part of the plan is looked at once. */
function createReaches(counts: Counts): (field: PlannedField) => boolean {
  const known = new Map<PlannedResult, boolean>();
  const ofField = (field: PlannedField): boolean =>
    nodeOf(field, counts) !== undefined && (field.rule !== undefined || ofResult(field.below));
  const ofResult = (result: PlannedResult): boolean => {
    const before = known.get(result);
    if (before !== undefined) return before;
    const isSo = result.selections.some(({ fields }) => fields.some(ofField));
    known.set(result, isSo);
    return isSo;
  };
  return ofField;
}
