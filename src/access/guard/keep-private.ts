import type { GraphQLResolveInfo } from 'graphql';
import { isObject } from '../../values/value-kinds.js';

/**
 * Apollo Server's cache control keeps a policy for each field while it is resolved, at `info.cacheControl`. What has a
 * rule is for its viewer: no hint makes it public, whether it is written in the schema or comes from the resolver.
 */
export function keepPrivate(info: GraphQLResolveInfo): void {
  if (!('cacheControl' in info)) return;
  const { cacheControl } = info;
  if (!isObject(cacheControl) || !('cacheHint' in cacheControl)) return;
  const { cacheHint } = cacheControl;
  if (!isObject(cacheHint)) return;
  // Its own methods assign to it: that is not refused, and does nothing.
  Object.defineProperty(cacheHint, 'scope', {
    enumerable: true,
    configurable: true,
    get: () => 'PRIVATE',
    set: () => {},
  });
}
