import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
} from 'graphql';

/** The types that an object can have which a field gives, in lists too; none for a field of scalars or enums. */
export function objectTypesOf(
  schema: GraphQLSchema,
  { type }: Pick<GraphQLField<unknown, unknown>, 'type'>,
): readonly GraphQLObjectType[] {
  const result = getNamedType(type);
  if (isAbstractType(result)) return schema.getPossibleTypes(result);
  return isObjectType(result) ? [result] : [];
}
