import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { isIncluded } from '../decide/inclusion.js';

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
    if (!isIncluded(next, parts.variableValues)) continue;
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
