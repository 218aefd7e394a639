import type { GraphQLResolveInfo } from 'graphql';

/** The response keys to a field, without the indices of lists. */
export function keysOf(path: GraphQLResolveInfo['path'] | undefined): readonly string[] {
  const keys: string[] = [];
  for (let at = path; at; at = at.prev) if (typeof at.key === 'string') keys.unshift(at.key);
  return keys;
}
