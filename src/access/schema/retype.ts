import {
  assertInputType,
  assertNullableType,
  assertOutputType,
  type GraphQLInputType,
  GraphQLList,
  type GraphQLNamedType,
  GraphQLNonNull,
  type GraphQLOutputType,
  type GraphQLType,
  isListType,
  isNonNullType,
} from 'graphql';

/** The types of another schema by the name that they have in both. */
export type TypesByName = ReadonlyMap<string, GraphQLNamedType>;

/** The type of the same name. Throws if there is none, which is a mistake of ours. */
export function namesake(types: TypesByName, { name }: GraphQLNamedType): GraphQLNamedType {
  const type = types.get(name);
  if (type === undefined) throw new TypeError(`There is no ${name} to refer to.`);
  return type;
}

/** The same lists and non-nulls, of the type of the same name. */
export function outputType(types: TypesByName, type: GraphQLOutputType): GraphQLOutputType {
  return assertOutputType(retype(types, type));
}

export function inputType(types: TypesByName, type: GraphQLInputType): GraphQLInputType {
  return assertInputType(retype(types, type));
}

function retype(types: TypesByName, type: GraphQLType): GraphQLType {
  if (isNonNullType(type)) return new GraphQLNonNull(assertNullableType(retype(types, type.ofType)));
  if (isListType(type)) return new GraphQLList(retype(types, type.ofType));
  return namesake(types, type);
}
