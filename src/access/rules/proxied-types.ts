import type { GraphQLObjectType } from 'graphql';
import { comparedFields } from './compared-fields.js';
import type { Mistakes } from './mistakes.js';
import type { Rule } from './rule.js';

/** The resolver of `@graphql-tools/delegate`, with which `wrapSchema` and stitching resolve every field of an object. */
const RESOLVER = 'defaultMergedResolver';

/**
 * Finds what is compared of objects that come through a proxy, as far as that shows: one field of the type that is
 * resolved like that is enough, since somebody may have put a function of their own around the others.
 */
export function checkProxied(type: GraphQLObjectType, rules: ReadonlyMap<string, Rule>, mistakes: Mistakes): void {
  const fields = Object.values(type.getFields());
  const proxied = fields.find(({ resolve }) => resolve?.name === RESOLVER);
  if (!proxied) return;
  const compared = comparedFields(type, rules);
  for (const { name, astNode } of fields) {
    if (!compared.has(name)) continue;
    mistakes.add(
      `${type.name}.${name}`,
      astNode,
      `A rule compares this field, but ${type.name}.${proxied.name} is resolved by ${RESOLVER}: objects of this type come from another schema, keyed by the aliases of the query, so any of their fields can pose as this one.`,
      'Protect that schema before it is wrapped or stitched.',
    );
  }
}
