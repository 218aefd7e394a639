import {
  type GraphQLArgument,
  GraphQLBoolean,
  type GraphQLField,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLString,
  getNullableType,
  isEnumType,
  isInputObjectType,
} from 'graphql';

/** Why a path does not lead to an argument that can be compared with a claim, as the end of a sentence. */
export function argumentPathProblem(
  { args }: Pick<GraphQLField<unknown, unknown>, 'args'>,
  [name, ...keys]: readonly string[],
): string | undefined {
  const argument = args.find((candidate) => candidate.name === name);
  if (argument === undefined) return 'which is not an argument of the field.';
  const type = argumentTypeAt(argument, keys);
  if (type === undefined) return 'which does not lead to an input field.';
  const leaf = getNullableType(type);
  const isComparable =
    isEnumType(leaf) || [GraphQLID, GraphQLString, GraphQLInt, GraphQLBoolean].some((scalar) => scalar === leaf);
  return isComparable ? undefined : `which is of type ${String(type)}.`;
}

/** The type that the keys lead to below an argument; undefined if they lead nowhere. */
export function argumentTypeAt({ type }: GraphQLArgument, keys: readonly string[]): GraphQLInputType | undefined {
  let at: GraphQLInputType | undefined = type;
  for (const key of keys) {
    const parent: GraphQLInputType = getNullableType(at) as GraphQLInputType;
    at = isInputObjectType(parent) ? parent.getFields()[key]?.type : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}
