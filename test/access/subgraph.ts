import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { type GraphQLSchema, parse } from 'graphql';
import { accessTypeDefs } from '../../src/access/index.js';
import { isHere } from '../support/hosts.js';
import { ROLES } from './support.js';

const apollo = isHere('@apollo/subgraph') ? await import('@apollo/subgraph') : undefined;

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@shareable"])`;

/** A subgraph of our definitions and `sdl`, as `@apollo/subgraph` builds it. */
export function subgraph(
  sdl: string,
  resolvers: GraphQLResolverMap<unknown> = {},
  { link = LINK, roles = ROLES }: { readonly link?: string; readonly roles?: string } = {},
): GraphQLSchema {
  const [definitions, ...others] = [accessTypeDefs(), link, roles, sdl]
    .filter((text) => text !== '')
    .map((text) => ({ typeDefs: parse(text) }));
  if (!definitions) throw new TypeError('There is no SDL.');
  if (!apollo) throw new TypeError('@apollo/subgraph does not take this version of graphql.');
  return apollo.buildSubgraphSchema([{ ...definitions, resolvers }, ...others]);
}

/** What a gateway sends for an object: who asks the subgraph directly writes it as they like. */
export interface Representation {
  readonly __typename: string;
  readonly id: string;
}

/** A query of `_entities` with the variable `$r`. */
export function entities(selection: string): string {
  return `query ($r: [_Any!]!) { _entities(representations: $r) { ${selection} } }`;
}
