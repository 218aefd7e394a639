import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { objectTypesOf } from '../schema/object-types-of.js';
import type { AccessTable } from './compile.js';

/** The object types that a viewer can come to who is not signed in, by fields that `isWay` lets count. */
export function reachedByAnyone(
  schema: GraphQLSchema,
  rules: AccessTable['rules'],
  isWay: (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => boolean = () => true,
): ReadonlySet<GraphQLObjectType> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reached = new Set(roots.flatMap((type) => type ?? []));
  // A set visits what is added to it while it is walked.
  for (const type of reached) {
    for (const field of Object.values(type.getFields())) {
      if (rules.has(`${type.name}.${field.name}`) || !isWay(type, field)) continue;
      for (const result of objectTypesOf(schema, field)) reached.add(result);
    }
  }
  return reached;
}
