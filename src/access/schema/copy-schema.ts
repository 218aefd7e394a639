import {
  assertObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSchema,
  isIntrospectionType,
  validateSchema,
} from 'graphql';
import { copyDirective, copyType } from './copy-type.js';
import { keepTheRest } from './keep-the-rest.js';
import { namesake } from './retype.js';

/**
 * A schema with everything that the given one has, and apart from it: to change one of them in place changes nothing in
 * the other. What refers to no type is not made again but the very same: scalars, the values inside of enums, defaults,
 * functions, AST nodes, extensions.
 */
export function copySchema(schema: GraphQLSchema): GraphQLSchema {
  const config = schema.toConfig();
  const types = new Map<string, GraphQLNamedType>();
  for (const type of config.types) if (!isIntrospectionType(type)) types.set(type.name, copyType(type, types));
  const rootOf = (root: GraphQLObjectType | null | undefined) => root && assertObjectType(namesake(types, root));
  const copy = new GraphQLSchema({
    ...config,
    query: rootOf(config.query),
    mutation: rootOf(config.mutation),
    subscription: rootOf(config.subscription),
    types: [...types.values()],
    directives: config.directives.map((directive) => copyDirective(directive, types)),
    assumeValid: isAssumedValid(schema),
  });
  keepTheRest(schema, copy);
  return copy;
}

/** Once graphql-js has looked for mistakes, the configuration of a schema says that there are none, whatever was found. */
export function isAssumedValid(schema: GraphQLSchema): boolean {
  return schema.toConfig().assumeValid === true && validateSchema(schema).length === 0;
}
