import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { createApplyingSelections } from '../decide/applying-selections.js';
import { createBudget, TooLargeError } from '../decide/budget.js';
import { type CollectOptions, collectSelections, keyOf } from '../decide/collect-selections.js';
import { createInclusionReader, createInclusions } from '../decide/inclusion.js';
import type { OperationSource } from '../decide/plan.js';
import { type Asking, type Verdict, verdictOf } from './verdict.js';

/** A field that is asked for, with its verdict, and what is asked of its result. */
export interface OutlinedField extends Verdict {
  /** The response key. */
  readonly key: string;
  /** The types of the object that this is said of; empty if it is true of all that it can have. */
  readonly on: readonly string[];
  readonly below: Outline;
}

export type Outline = readonly OutlinedField[];

/** A use of a field on one of the types that the object can have. */
interface Use {
  readonly type: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly verdict: Verdict;
}

/**
 * An operation with the verdict of each field, merged as it is when it runs. What is said alike of several types is
 * said once. Each selection is looked at once for the types that it is asked of, wherever it is spread.
 */
export function createOutline(asking: Asking & OperationSource): Outline | 'too large' {
  const { schema, operation } = asking;
  const made = new Map<string, Outline>();
  const idOf = createIds();
  const spend = createBudget();
  const options = { applying: createApplyingSelections(asking, spend), inclusionOf: createInclusions(), spend };

  const ofTypes = (types: readonly GraphQLObjectType[], selected: readonly SelectionSetNode[]): Outline => {
    const id = JSON.stringify([types.map(({ name }) => name), selected.map(idOf)]);
    const known = made.get(id);
    if (known) return known;
    const uses = usesOf(asking, types, selected, options);
    const outline = [...uses].flatMap(([key, ofKey]) => {
      const groups = alike(ofKey, idOf);
      return groups.map((group) => ({
        key,
        ...group.verdict,
        on: groups.length === 1 && ofKey.length === types.length ? [] : group.types.map(({ name }) => name),
        below: below(group),
      }));
    });
    made.set(id, outline);
    return outline;
  };
  const below = ({ verdict, types, nodes }: Alike): Outline => {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    if (sets.length === 0 || verdict.access === 'refused' || verdict.access === 'invalid') return [];
    const name = nodes[0]?.name.value ?? '';
    return ofTypes([...new Set(types.flatMap((type) => resultTypes(schema, type, name)))], sets);
  };
  const root = schema.getRootType(operation.operation);
  try {
    return root ? ofTypes([root], [operation.selectionSet]) : [];
  } catch (error) {
    // So deep that the stack ends is too large as well.
    if (error instanceof TooLargeError || error instanceof RangeError) return 'too large';
    throw error;
  }
}

/** The fields that are asked of these types, by response key. */
function usesOf(
  asking: Asking & OperationSource,
  types: readonly GraphQLObjectType[],
  selected: readonly SelectionSetNode[],
  options: CollectOptions,
): ReadonlyMap<string, readonly Use[]> {
  const uses = new Map<string, Use[]>();
  const sets = selected.map((selectionSet) => ({ selectionSet, when: undefined }));
  const counts = createInclusionReader(asking.variables);
  for (const type of types) {
    for (const planned of collectSelections(type, sets, options).values()) {
      const included = planned.filter(({ when }) => counts(when));
      const nodes = [...new Set(included.map(({ node }) => node))];
      const [first] = nodes;
      if (!first || first.name.value === '__typename') continue;
      const key = keyOf(first);
      const ofKey = uses.get(key) ?? [];
      uses.set(key, ofKey);
      ofKey.push({ type, nodes, verdict: verdictOf(asking, type, first.name.value, first) });
    }
  }
  return uses;
}

/** Uses of which the same is said, and below which the same is asked. */
interface Alike extends Omit<Use, 'type'> {
  readonly types: readonly GraphQLObjectType[];
}

function alike(uses: readonly Use[], idOf: (node: object) => number): readonly Alike[] {
  const groups = new Map<string, Use & { readonly types: GraphQLObjectType[] }>();
  for (const use of uses) {
    const id = JSON.stringify([use.verdict, use.nodes.map(idOf)]);
    const group = groups.get(id) ?? { ...use, types: [] };
    groups.set(id, group);
    group.types.push(use.type);
  }
  return [...groups.values()];
}

function resultTypes(schema: GraphQLSchema, type: GraphQLObjectType, field: string): readonly GraphQLObjectType[] {
  const result = type.getFields()[field]?.type;
  const named = result && getNamedType(result);
  if (isAbstractType(named)) return schema.getPossibleTypes(named);
  return isObjectType(named) ? [named] : [];
}

function createIds(): (node: object) => number {
  const ids = new Map<object, number>();
  return (node) => {
    const id = ids.get(node) ?? ids.size;
    ids.set(node, id);
    return id;
  };
}
