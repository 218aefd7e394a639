import {
  GraphQLID,
  GraphQLInt,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  GraphQLString,
  getNullableType,
  isRequiredArgument,
} from 'graphql';

/** Why a field cannot be compared with a subject or a claim, as the end of a sentence; undefined if it can. */
export function comparableFieldProblem(
  type: GraphQLObjectType | GraphQLInterfaceType,
  name: string,
): string | undefined {
  const field = type.getFields()[name];
  if (field === undefined) return `which is not a field of ${type.name}.`;
  if (field.args.some(isRequiredArgument)) return 'which has a required argument.';
  const leaf = getNullableType(field.type);
  return leaf === GraphQLID || leaf === GraphQLString || leaf === GraphQLInt
    ? undefined
    : `which is of type ${String(field.type)}.`;
}
