import {
  type FieldNode,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { createApplyingSelections } from './applying-selections.js';
import { createBudget, LOOK, MAX_DEPTH, PLAN, TooLargeError } from './budget.js';
import { collectSelections, keyOf, type PlannedUse, type SelectedSet } from './collect-selections.js';
import { createFieldKinds } from './field-kinds.js';
import { createInclusions, type When } from './inclusion.js';
import type { OperationSource, Plan, PlannedField, PlannedResult, PlannedSelection, RuleOf } from './plan.js';
import { createTypeClasses } from './type-classes.js';

/** Selection sets that count together, and what was planned of them by type: once, whatever ways lead there. */
interface Group {
  readonly sets: readonly SelectedSet[];
  readonly selections: Map<GraphQLObjectType, PlannedSelection>;
  readonly results: Map<GraphQLNamedType, PlannedResult>;
}

const NOTHING: PlannedResult = Object.freeze({ selections: [], height: 0 });

/**
 * Merges selections as graphql-js does when it runs them, but for every class of types that a result can have, and keeps
 * what depends on variables. What has no rule is left out. Beyond 20,000 selections, or 200 in one another, an operation is
 * too large.
 *
 * Throws a `GraphQLError` if a fragment has variables of its own.
 */
export function createPlan(source: OperationSource, ruleOf: RuleOf, kindOf = createFieldKinds(ruleOf)): Plan {
  const { schema, operation } = source;
  refuseFragmentArguments(source);
  const spend = createBudget();
  const options = { applying: createApplyingSelections(source, spend), inclusionOf: createInclusions(), spend };
  const classesOf = createTypeClasses({ source, kindOf, spend });
  const groupOf = createGroups();
  const sizeOf = createSizes();

  const ofResult = (type: GraphQLNamedType, group: Group, depth: number): PlannedResult => {
    const known = group.results.get(type);
    if (known) return known;
    const types = isAbstractType(type) ? classesOf(type, group.sets) : isObjectType(type) ? [type] : [];
    const selections = types.map((each) => ofObject(each, group, depth));
    const height = highest(selections);
    const result = height > 0 ? { selections, height } : NOTHING;
    group.results.set(type, result);
    return result;
  };
  const ofObject = (type: GraphQLObjectType, group: Group, depth: number): PlannedSelection => {
    spend(LOOK);
    const known = group.selections.get(type);
    if (known) return known;
    if (depth > MAX_DEPTH) throw new TooLargeError();
    spend(PLAN);
    const uses = collectSelections(type, group.sets, options);
    const fields = [...uses.values()].flatMap((usesOfField) => ofField(type, usesOfField, depth) ?? []);
    const selection = { fields, height: fields.length > 0 ? 1 + highest(fields.map(({ below }) => below)) : 0 };
    if (selection.height > MAX_DEPTH) throw new TooLargeError();
    group.selections.set(type, selection);
    return selection;
  };
  const ofField = (type: GraphQLObjectType, uses: readonly PlannedUse[], depth: number): PlannedField | undefined => {
    const [first] = uses;
    const name = first?.node.name.value ?? '';
    const field = type.getFields()[name];
    if (!first || !field) return undefined;
    const coordinate = `${type.name}.${name}`;
    const rule = ruleOf(coordinate);
    if (rule?.asksArguments) for (const { node } of uses) spend(LOOK * sizeOf(node));
    const sets = selectedBy(uses);
    const below = sets.length > 0 ? ofResult(getNamedType(field.type), groupOf(sets), depth + 1) : NOTHING;
    if (!rule && below === NOTHING) return undefined;
    return { key: keyOf(first.node), coordinate, field, rule, uses, below };
  };

  const root = schema.getRootType(operation.operation);
  if (!root) return { fields: [], height: 0 };
  try {
    return ofObject(root, groupOf([{ selectionSet: operation.selectionSet, when: undefined }]), 0);
  } catch (error) {
    if (error instanceof TooLargeError) return 'too large';
    throw error;
  }
}

function highest(parts: readonly { readonly height: number }[]): number {
  return parts.reduce((height, part) => Math.max(height, part.height), 0);
}

/** Below a field that is selected once, it goes without saying that the field is included. */
function selectedBy(uses: readonly PlannedUse[]): readonly SelectedSet[] {
  return uses.flatMap(({ node: { selectionSet }, when }) =>
    selectionSet ? [{ selectionSet, when: uses.length > 1 ? when : undefined }] : [],
  );
}

/** Counts the values that are written in the arguments of a field, in lists and objects too. */
function createSizes(): (node: FieldNode) => number {
  const sizes = new Map<FieldNode, number>();
  const count = (node: FieldNode) => {
    const values = (node.arguments ?? []).map(({ value }) => value);
    // What is added to it is walked as well.
    for (const value of values) {
      if (value.kind === Kind.LIST) for (const item of value.values) values.push(item);
      if (value.kind === Kind.OBJECT) for (const field of value.fields) values.push(field.value);
    }
    return values.length;
  };
  return (node) => {
    const size = sizes.get(node) ?? count(node);
    sizes.set(node, size);
    return size;
  };
}

/** Gives the same group for the same sets in the same order. */
function createGroups(): (sets: readonly SelectedSet[]) => Group {
  const made = new Map<string, Group>();
  const ids = new Map<SelectionSetNode | When, number>([[undefined, 0]]);
  const idOf = (part: SelectionSetNode | When) => {
    const id = ids.get(part) ?? ids.size;
    ids.set(part, id);
    return id;
  };
  return (sets) => {
    const id = sets.map(({ selectionSet, when }) => `${idOf(selectionSet)}:${idOf(when)}`).join();
    const group = made.get(id) ?? { sets, selections: new Map(), results: new Map() };
    made.set(id, group);
    return group;
  };
}

/** What is sent to a field by way of a fragment's own variables is not known before it runs. */
function refuseFragmentArguments({ fragments }: OperationSource): void {
  const fragment = Object.values(fragments).find(({ variableDefinitions = [] }) => variableDefinitions.length > 0);
  if (!fragment) return;
  const problem = 'Fragments with variables of their own are not supported here.';
  throw new GraphQLError(problem, { nodes: fragment, extensions: { code: 'BAD_USER_INPUT' } });
}
