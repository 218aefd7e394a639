import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { errorAt } from './located-error.js';

/** The type that an object was found to have. Throws if it is none that the abstract type can be (GraphQL §6.4.3). */
export function runtimeTypeOf(
  type: GraphQLAbstractType,
  value: unknown,
  name: unknown,
  info: GraphQLResolveInfo,
): GraphQLObjectType {
  const { schema, fieldNodes: nodes, parentType, fieldName } = info;
  const field = `field "${parentType.name}.${fieldName}"`;
  if (name === null || name === undefined) {
    throw errorAt(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for ${field}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      nodes,
    );
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for ${field} with value ${inspect(value)}, received "${inspect(name)}".`,
    );
  }
  const found = schema.getType(name);
  if (!found) {
    throw errorAt(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      nodes,
    );
  }
  if (!isObjectType(found)) {
    throw errorAt(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`, nodes);
  }
  if (!schema.isSubType(type, found)) {
    throw errorAt(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, nodes);
  }
  return found;
}
