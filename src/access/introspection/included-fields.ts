import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Parts = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>;

/**
 * The fields of one selection set, in the order in which they are answered: fragments spread, what is skipped left out.
 * A fragment in `seen` is not spread again. Type conditions are taken to apply.
 */
export function* includedFields(
  parts: Parts,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): Generator<FieldNode> {
  // No recursion: fragments can be nested as deep as a document is long.
  const pending = selections.toReversed();
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (!isIncluded(next, parts)) continue;
    if (next.kind === Kind.FIELD) yield next;
    else for (const inner of spread(next, parts, seen).toReversed()) pending.push(inner);
  }
}

function spread(
  node: Exclude<SelectionNode, FieldNode>,
  { fragments }: Parts,
  seen: Set<string>,
): readonly SelectionNode[] {
  if (node.kind === Kind.INLINE_FRAGMENT) return node.selectionSet.selections;
  const name = node.name.value;
  if (seen.has(name) || !Object.hasOwn(fragments, name)) return [];
  seen.add(name);
  return fragments[name]?.selectionSet.selections ?? [];
}

function isIncluded(node: SelectionNode, { variableValues }: Parts): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  try {
    if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
  } catch {
    // A condition without a value is an error of its own, when the operation is run.
    return true;
  }
}
