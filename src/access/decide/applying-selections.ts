import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLObjectType,
  type InlineFragmentNode,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { variablesOf } from '../../values/variables.js';
import { LOOK, type Spend } from './budget.js';
import { isConditional, isIncluded } from './inclusion.js';
import type { OperationSource } from './plan.js';

const NO_VARIABLES = variablesOf({}, {});

/** A selection, unless it is skipped whatever the variables are. */
export interface ApplyingSelection {
  readonly selection: SelectionNode;
  /** The selection itself, or the fragment that it spreads. */
  readonly part: FieldNode | InlineFragmentNode | FragmentDefinitionNode;
  readonly dependsOnVariables: boolean;
}

/**
 * The selections of a set that apply to objects of a type, in their order. What a set has is looked at once: a query can
 * have a fragment for each of a thousand types, and each type is to meet its own alone.
 */
export type ApplyingSelections = (set: SelectionSetNode, type: GraphQLObjectType) => readonly ApplyingSelection[];

interface Placed extends ApplyingSelection {
  readonly place: number;
}

/** A set by type conditions. */
interface SortedSet {
  /** What applies to the type of this name; undefined for what applies to every type. */
  readonly byName: ReadonlyMap<string | undefined, readonly Placed[]>;
  readonly abstract: readonly GraphQLAbstractType[];
}

const NONE: readonly Placed[] = [];

export function createApplyingSelections(
  { schema, fragments }: Pick<OperationSource, 'schema' | 'fragments'>,
  spend: Spend,
): ApplyingSelections {
  const sorted = new Map<SelectionSetNode, SortedSet>();
  const sort = ({ selections }: SelectionSetNode): SortedSet => {
    spend(LOOK * selections.length);
    const byName = new Map<string | undefined, Placed[]>();
    for (const [place, selection] of selections.entries()) {
      const part = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      const dependsOnVariables = isConditional(selection);
      if (!part || !(dependsOnVariables || isIncluded(selection, NO_VARIABLES))) continue;
      const name = part.kind === Kind.FIELD ? undefined : part.typeCondition?.name.value;
      const ofName = byName.get(name) ?? [];
      byName.set(name, ofName);
      ofName.push({ selection, part, dependsOnVariables, place });
    }
    const conditions = [...byName.keys()].flatMap((name) => (name === undefined ? [] : (schema.getType(name) ?? [])));
    return { byName, abstract: conditions.filter(isAbstractType) };
  };
  return (set, type) => {
    const known = sorted.get(set) ?? sort(set);
    sorted.set(set, known);
    const { byName, abstract } = known;
    spend(LOOK * abstract.length);
    const names = [undefined, type.name, ...abstract.filter((each) => schema.isSubType(each, type)).map(nameOf)];
    const [first = NONE, ...others] = names.map((name) => byName.get(name) ?? NONE).filter(hasAny);
    return others.length > 0 ? [first, ...others].flat().sort((a, b) => a.place - b.place) : first;
  };
}

function nameOf({ name }: GraphQLAbstractType): string {
  return name;
}

function hasAny({ length }: readonly Placed[]): boolean {
  return length > 0;
}
