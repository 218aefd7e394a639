import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { objectTypesOf } from '../schema/object-types-of.js';
import type { AccessTable } from './compile.js';

/** Whether a field counts as a way to what it returns. */
export type IsWay = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => boolean;

/** The object types that an operation can come to, by fields that `isWay` lets count. */
export function reachedTypes(schema: GraphQLSchema, isWay: IsWay): ReadonlySet<GraphQLObjectType> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reached = new Set(roots.flatMap((type) => type ?? []));
  // A set visits what is added to it while it is walked.
  for (const type of reached) {
    for (const field of Object.values(type.getFields())) {
      if (!isWay(type, field)) continue;
      for (const result of objectTypesOf(schema, field)) reached.add(result);
    }
  }
  return reached;
}

/** Those that a viewer can come to who is not signed in. */
export function reachedByAnyone(
  schema: GraphQLSchema,
  rules: AccessTable['rules'],
  isWay: IsWay = () => true,
): ReadonlySet<GraphQLObjectType> {
  return reachedTypes(schema, (type, field) => !rules.has(`${type.name}.${field.name}`) && isWay(type, field));
}
