import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { collectSelections, type PlannedUse } from './collect-selections.js';
import type { FieldRule } from './field-rule.js';

/** A field of an operation that has a rule, or on whose result something with a rule is asked. */
export interface PlannedField {
  /** The response key. */
  readonly key: string;
  readonly coordinate: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly rule: FieldRule | undefined;
  /** Where it is selected; graphql-js runs it once, with the arguments of the first that is included. */
  readonly uses: readonly PlannedUse[];
  /** What is asked of the result, for each type that it can have. */
  readonly below: readonly PlannedSelection[];
}

export type PlannedSelection = readonly PlannedField[];

/** Where an operation comes from: `GraphQLResolveInfo` has all of it. */
export type OperationSource = Pick<GraphQLResolveInfo, 'schema' | 'operation' | 'fragments'>;

/** What of an operation has rules, without its variables and viewer: it serves every request with this document. */
export type Plan = PlannedSelection | 'too large';

const MAX_STEPS = 20_000;

class TooLargeError extends Error {}

/** Makes plans, one a document: the next request with the same finds it made. They go when the document goes. */
export function createPlanner(
  ruleOf: (coordinate: string) => FieldRule | undefined,
): (source: OperationSource) => Plan {
  const made = new WeakMap<OperationDefinitionNode, MadePlan>();
  return ({ schema, operation, fragments }) => {
    const known = made.get(operation);
    if (known && isSame(known, { schema, fragments })) {
      known.fragments = fragments;
      return known.plan;
    }
    const plan = createPlan({ schema, operation, fragments }, ruleOf);
    made.set(operation, { schema, fragments, plan });
    return plan;
  };
}

interface MadePlan {
  readonly schema: GraphQLSchema;
  /** As they were given last: graphql-js makes this object anew for each execution. */
  fragments: OperationSource['fragments'];
  readonly plan: Plan;
}

/** A tool can put the same operation into another document. */
function isSame(known: MadePlan, { schema, fragments }: Omit<OperationSource, 'operation'>): boolean {
  if (known.schema !== schema) return false;
  if (known.fragments === fragments) return true;
  return Object.entries(known.fragments).every(([name, fragment]) => fragments[name] === fragment);
}

/**
 * Merges selections as graphql-js does when it runs them, but for every type that a result can have, and keeps what
 * depends on variables. What has no rule is left out. Beyond 20,000 selections an operation is too large.
 */
function createPlan(source: OperationSource, ruleOf: (coordinate: string) => FieldRule | undefined): Plan {
  const { schema, operation } = source;
  const planned = new Map<string, PlannedSelection>();
  const idOf = createIds();
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > MAX_STEPS) throw new TooLargeError();
  };

  const ofSelections = (type: GraphQLObjectType, selected: readonly SelectedSet[]): PlannedSelection => {
    const id = [type.name, ...selected.map(({ selectionSet, when }) => [selectionSet, ...when].map(idOf))].join('|');
    const known = planned.get(id);
    if (known) return known;
    // A fragment that spreads itself is not valid; it is not to hang either.
    planned.set(id, []);
    const uses = collectSelections(source, type, selected, step);
    const fields = [...uses.values()].flatMap((usesOfKey) => ofField(type, usesOfKey) ?? []);
    planned.set(id, fields);
    return fields;
  };
  const ofField = (type: GraphQLObjectType, uses: readonly PlannedUse[]): PlannedField | undefined => {
    const node = uses[0]?.node;
    const name = node?.name.value ?? '';
    const key = node?.alias?.value ?? name;
    const field = type.getFields()[name];
    if (!field) return undefined;
    const coordinate = `${type.name}.${name}`;
    const rule = ruleOf(coordinate);
    const result = getNamedType(field.type);
    const types = isAbstractType(result) ? schema.getPossibleTypes(result) : isObjectType(result) ? [result] : [];
    const selected = selectedBy(uses);
    const below = selected.length > 0 ? types.map((each) => ofSelections(each, selected)) : [];
    if (!rule && below.every((selection) => selection.length === 0)) return undefined;
    return { key, coordinate, field, rule, uses, below };
  };
  const root = schema.getRootType(operation.operation);
  try {
    return root ? ofSelections(root, [{ selectionSet: operation.selectionSet, when: [] }]) : [];
  } catch (error) {
    // So deep that the stack ends is too large as well.
    if (error instanceof TooLargeError || error instanceof RangeError) return 'too large';
    throw error;
  }
}

/** A selection set, and what must be included for it to count. */
export interface SelectedSet {
  readonly selectionSet: SelectionSetNode;
  readonly when: readonly SelectionNode[];
}

/** Below a field that is selected once, it goes without saying that the field is included. */
function selectedBy(uses: readonly PlannedUse[]): readonly SelectedSet[] {
  return uses.flatMap(({ node: { selectionSet }, when }) =>
    selectionSet ? [{ selectionSet, when: uses.length > 1 ? when : [] }] : [],
  );
}

function createIds(): (node: FieldNode | FragmentDefinitionNode | SelectionNode | SelectionSetNode) => number {
  const ids = new Map<object, number>();
  return (node) => {
    const id = ids.get(node) ?? ids.size;
    ids.set(node, id);
    return id;
  };
}
