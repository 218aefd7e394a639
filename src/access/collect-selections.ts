import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { OperationSource, SelectedSet } from './plan.js';

/** One place that selects a field. */
export interface PlannedUse {
  readonly node: FieldNode;
  /** What must be included for it to count: selections whose `@skip` and `@include` depend on variables. */
  readonly when: readonly SelectionNode[];
}

type Variables = Readonly<Record<string, unknown>>;

/**
 * The fields that are selected of an object of `type`, by response key and name: fragments are spread, and what is
 * skipped whatever the variables are is left out (GraphQL §6.3.2). `step` is called as often as there is something to
 * look at.
 */
export function collectSelections(
  { schema, fragments }: OperationSource,
  type: GraphQLObjectType,
  selected: readonly SelectedSet[],
  step: () => void,
): ReadonlyMap<string, readonly PlannedUse[]> {
  const uses = new Map<string, PlannedUse[]>();
  const spread = new Map<FragmentDefinitionNode, (readonly SelectionNode[])[]>();

  const applies = (condition: string | undefined): boolean => {
    const wanted = condition === undefined ? type : schema.getType(condition);
    return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
  };
  const walk = ({ selectionSet, when }: SelectedSet): void => {
    for (const selection of selectionSet.selections) {
      step();
      const dependsOnVariables = isConditional(selection);
      if (!dependsOnVariables && !isIncluded(selection, {})) continue;
      const conditions = dependsOnVariables ? [...when, selection] : when;
      if (selection.kind === Kind.FIELD) add(selection, conditions);
      else walkFragment(selection, conditions);
    }
  };
  const add = (node: FieldNode, when: readonly SelectionNode[]) => {
    // One response key is for one field, but only in a document that was validated.
    const key = `${node.alias?.value ?? node.name.value}: ${node.name.value}`;
    const ofKey = uses.get(key) ?? [];
    uses.set(key, ofKey);
    ofKey.push({ node, when });
  };
  const walkFragment = (selection: Exclude<SelectionNode, FieldNode>, when: readonly SelectionNode[]) => {
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
    if (!fragment || !applies(fragment.typeCondition?.name.value)) return;
    if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
      const before = spread.get(fragment) ?? [];
      spread.set(fragment, before);
      if (before.some((earlier) => countsWhenever(earlier, when))) return;
      before.push(when);
    }
    walk({ selectionSet: fragment.selectionSet, when });
  };
  const countsWhenever = (earlier: readonly SelectionNode[], when: readonly SelectionNode[]) => {
    step();
    return earlier.every((condition) => when.includes(condition));
  };
  for (const set of selected) walk(set);
  return uses;
}

/** By its own `@skip` and `@include`. A condition that cannot be read leaves it in. */
export function isIncluded(node: SelectionNode, variables: Variables): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  try {
    if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
  } catch {
    return true;
  }
}

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(
    ({ name, arguments: args = [] }) =>
      (name.value === 'skip' || name.value === 'include') && args.some(({ value }) => value.kind === Kind.VARIABLE),
  );
}
