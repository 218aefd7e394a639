import type { GraphQLField, GraphQLFieldResolver, GraphQLObjectType } from 'graphql';

/** The resolver that a field runs with; undefined for `defaultFieldResolver`. What is compiled is kept for this object. */
export type ResolverOf = (
  parentType: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
) => GraphQLFieldResolver<unknown, unknown> | undefined;
