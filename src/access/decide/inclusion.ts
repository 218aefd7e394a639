import { GraphQLIncludeDirective, GraphQLSkipDirective, getDirectiveValues, Kind, type SelectionNode } from 'graphql';
import type { Variables } from '../../values/variables.js';

/** A selection whose `@skip` or `@include` depends on variables, and what it stands in that does so too. */
export interface Inclusion {
  readonly selection: SelectionNode;
  readonly within: When;
}

/** What must be included for something to count; undefined if it always does. */
export type When = Inclusion | undefined;

/** Makes inclusions, for the same place the same one. */
export function createInclusions(): (selection: SelectionNode, within: When) => Inclusion {
  const made = new Map<SelectionNode, Map<When, Inclusion>>();
  return (selection, within) => {
    const ofSelection = made.get(selection) ?? new Map<When, Inclusion>();
    made.set(selection, ofSelection);
    const inclusion = ofSelection.get(within) ?? { selection, within };
    ofSelection.set(within, inclusion);
    return inclusion;
  };
}

/** Finds out what counts with these variables; each inclusion is looked at once, however long it is nested. */
export function createInclusionReader(variables: Variables): (when: When) => boolean {
  const known = new Map<When, boolean>([[undefined, true]]);
  return (when) => {
    const asked: Inclusion[] = [];
    let at = when;
    for (; at && !known.has(at); at = at.within) asked.push(at);
    let counts = known.get(at) === true;
    for (const inclusion of asked.reverse()) {
      counts &&= isIncluded(inclusion.selection, variables);
      known.set(inclusion, counts);
    }
    return counts;
  };
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

/** True if variables decide whether it is included. */
export function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(
    ({ name, arguments: args = [] }) =>
      (name.value === 'skip' || name.value === 'include') && args.some(({ value }) => value.kind === Kind.VARIABLE),
  );
}
