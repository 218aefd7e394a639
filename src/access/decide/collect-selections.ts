import type { SelectionNode, SelectionSetNode } from 'graphql';
import { type FieldNode, type FragmentDefinitionNode, type GraphQLObjectType, Kind } from 'graphql';
import type { ApplyingSelections } from './applying-selections.js';
import { LOOK, MAX_DEPTH, PLAN, type Spend, TooLargeError } from './budget.js';
import type { Inclusion, When } from './inclusion.js';

/** One place that selects a field. */
export interface PlannedUse {
  readonly node: FieldNode;
  readonly when: When;
}

/** A selection set, and what must be included for it to count. */
export interface SelectedSet {
  readonly selectionSet: SelectionSetNode;
  readonly when: When;
}

/** What is read of the operation while it is planned. */
export interface CollectOptions {
  readonly applying: ApplyingSelections;
  readonly inclusionOf: (selection: SelectionNode, within: When) => Inclusion;
  readonly spend: Spend;
}

/**
 * The fields that are selected of an object of `type`, by response key: fragments are spread, and what is skipped
 * whatever the variables are is left out (GraphQL §6.3.2).
 */
export function collectSelections(
  type: GraphQLObjectType,
  selected: readonly SelectedSet[],
  { applying, inclusionOf, spend }: CollectOptions,
): ReadonlyMap<string, readonly PlannedUse[]> {
  const uses = new Map<string, PlannedUse[]>();
  const spread = new Map<FragmentDefinitionNode, Set<When>>();

  const walk = ({ selectionSet, when }: SelectedSet, depth: number): void => {
    if (depth > MAX_DEPTH) throw new TooLargeError();
    for (const { selection, part, dependsOnVariables } of applying(selectionSet, type)) {
      spend(PLAN);
      const conditions = dependsOnVariables ? inclusionOf(selection, when) : when;
      if (part.kind === Kind.FIELD) add(part, conditions);
      else if (part.kind === Kind.INLINE_FRAGMENT || !isSpread(part, conditions))
        walk({ selectionSet: part.selectionSet, when: conditions }, depth + 1);
    }
  };
  const add = (node: FieldNode, when: When) => {
    const responseKey = keyOf(node);
    const first = uses.get(responseKey)?.[0];
    // One response key is for one field, but only in a document that was validated.
    const key =
      !first || first.node.name.value === node.name.value ? responseKey : `${responseKey}: ${node.name.value}`;
    const ofKey = uses.get(key) ?? [];
    uses.set(key, ofKey);
    ofKey.push({ node, when });
  };
  /** A fragment counts once: true if it was spread before, and that counts whenever this does. */
  const isSpread = (fragment: FragmentDefinitionNode, when: When): boolean => {
    const before = spread.get(fragment) ?? new Set<When>();
    spread.set(fragment, before);
    if (before.has(undefined)) return true;
    for (let at = when; at; at = at.within) {
      spend(LOOK);
      if (before.has(at)) return true;
    }
    before.add(when);
    return false;
  };
  for (const set of selected) walk(set, 0);
  return uses;
}

/** The response key of a field. */
export function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}
