import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What is looked at of a document, and with what values. */
export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The fields that are asked of an object of this type, by response key: as graphql-js collects them. */
export function selectedFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly [FieldNode, ...FieldNode[]]> {
  const fields = new Map<string, [FieldNode, ...FieldNode[]]>();
  const seen = new Set<FragmentDefinitionNode>();
  const collect = (selection: SelectionNode): void => {
    if (!isIncluded(selecting, selection)) return;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const found = fields.get(key);
      if (found) found.push(selection);
      else fields.set(key, [selection]);
      return;
    }
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? selecting.fragments.get(selection.name.value) : selection;
    if (!fragment || !applies(selecting.schema, type, fragment.typeCondition?.name.value)) return;
    if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
      if (seen.has(fragment)) return;
      seen.add(fragment);
    }
    fragment.selectionSet.selections.forEach(collect);
  };
  for (const { selections } of selectionSets) selections.forEach(collect);
  return fields;
}

function applies(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined): boolean {
  const wanted = condition === undefined ? type : schema.getType(condition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}

function isIncluded({ variables }: Selecting, node: SelectionNode): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}
