import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldRule } from './field-rule.js';
import type { Rights } from './rights.js';

/** A field that is refused whatever the objects are. */
export interface CertainRefusal {
  /** Response keys, without the indices of lists. */
  readonly path: readonly string[];
  readonly coordinate: string;
  readonly node: FieldNode;
}

/** The refusals by their path from where they were looked for. */
type Refusals = ReadonlyMap<string, CertainRefusal>;

const NONE: Refusals = new Map();
const MAX_STEPS = 20_000;
const MAX_REFUSALS = 200;

/** The operation has more in it than is looked at. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

type OperationInfo = Pick<GraphQLResolveInfo, 'schema' | 'operation' | 'fragments' | 'variableValues'>;

/**
 * What the token and the arguments refuse of an operation, before anything of it runs. Under an abstract type a field
 * is certainly refused only if it is for every possible type. Each selection set is looked at once for each type, so
 * the work is linear in the document. Throws a `TooLargeError` beyond 20,000 fields.
 */
export function analyze(
  info: OperationInfo,
  ruleOf: (coordinate: string) => FieldRule | undefined,
  rights: Rights,
): readonly CertainRefusal[] {
  const known = new Map<SelectionSetNode, Map<string, Refusals>>();
  let steps = 0;

  const ofSelectionSet = (type: GraphQLObjectType, selectionSet: SelectionSetNode): Refusals => {
    const byType = known.get(selectionSet) ?? new Map<string, Refusals>();
    known.set(selectionSet, byType);
    const refusals =
      byType.get(type.name) ?? union(collect(info, type, selectionSet).map((node) => ofField(type, node)));
    byType.set(type.name, refusals);
    return refusals;
  };
  const ofField = (type: GraphQLObjectType, node: FieldNode): Refusals => {
    steps += 1;
    if (steps > MAX_STEPS) throw new TooLargeError('The operation has too many fields to be looked at.');
    const field = type.getFields()[node.name.value];
    if (!field) return NONE;
    const key = node.alias?.value ?? node.name.value;
    const coordinate = `${type.name}.${field.name}`;
    if (isRefused(coordinate, field, node)) return new Map([[key, { path: [key], coordinate, node }]]);
    const { selectionSet } = node;
    const result = getNamedType(field.type);
    if (!selectionSet) return NONE;
    const possible = isAbstractType(result)
      ? info.schema.getPossibleTypes(result)
      : isObjectType(result)
        ? [result]
        : [];
    return below(key, intersection(possible.map((each) => ofSelectionSet(each, selectionSet))));
  };
  const isRefused = (coordinate: string, field: Parameters<typeof getArgumentValues>[0], node: FieldNode) => {
    const rule = ruleOf(coordinate);
    if (!rule) return false;
    try {
      return rule.decide(rights, getArgumentValues(field, node, info.variableValues)) === 'refused';
    } catch {
      // Arguments that cannot be coerced are an error of their own, when the field is run.
      return false;
    }
  };
  const root = info.schema.getRootType(info.operation.operation);
  return root ? [...ofSelectionSet(root, info.operation.selectionSet).values()] : [];
}

/** The fields that are selected of an object of this type: fragments spread, what is skipped left out. */
function collect(
  info: OperationInfo,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  seen: Set<FragmentDefinitionNode> = new Set(),
): readonly FieldNode[] {
  return selectionSet.selections.flatMap((selection) => {
    if (!isIncluded(info, selection)) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    if (!fragment || !applies(info, type, fragment.typeCondition?.name.value)) return [];
    if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
      if (seen.has(fragment)) return [];
      seen.add(fragment);
    }
    return collect(info, type, fragment.selectionSet, seen);
  });
}

function applies({ schema }: OperationInfo, type: GraphQLObjectType, condition: string | undefined): boolean {
  const wanted = condition === undefined ? type : schema.getType(condition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

function isIncluded({ variableValues }: OperationInfo, node: SelectionNode): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  try {
    if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
  } catch {
    return true;
  }
}

function union(all: readonly Refusals[]): Refusals {
  return new Map(all.flatMap((refusals) => [...refusals]).slice(0, MAX_REFUSALS));
}

function intersection([first = NONE, ...others]: readonly Refusals[]): Refusals {
  return new Map([...first].filter(([path]) => others.every((refusals) => refusals.has(path))));
}

function below(key: string, refusals: Refusals): Refusals {
  return new Map(
    [...refusals].map(([path, refusal]) => [`${key}.${path}`, { ...refusal, path: [key, ...refusal.path] }]),
  );
}
