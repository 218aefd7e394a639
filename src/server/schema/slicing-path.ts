import {
  type GraphQLArgument,
  GraphQLError,
  type GraphQLInputField,
  GraphQLInt,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';

/** An argument, and then fields of input objects. The last one is an Int. */
export type SlicingPath = readonly [GraphQLArgument, ...GraphQLInputField[]];

/**
 * What a slicing argument names: an argument such as `first`, or with dots a field of an input object in one, such as
 * `input.page.first`. Throws a `GraphQLError` if that is no Int.
 */
export function slicingPath(slicingArgument: string, args: readonly GraphQLArgument[]): SlicingPath {
  const [name = '', ...names] = slicingArgument.split('.');
  const argument = args.find((arg) => arg.name === name);
  if (!argument)
    throw new GraphQLError(`The field has no argument "${name}". In slicingArguments, name one of its own.`);
  const fields: GraphQLInputField[] = [];
  for (const inner of names) fields.push(innerField(fields.at(-1) ?? argument, inner));
  const last = fields.at(-1) ?? argument;
  if (getNullableType(last.type) === GraphQLInt) return [argument, ...fields];
  const what = names.length === 0 ? 'argument' : 'input field';
  throw new GraphQLError(
    `The ${what} "${slicingArgument}" is not an Int. In slicingArguments, name an Int that limits the length of the list.`,
  );
}

function innerField({ name, type }: GraphQLArgument | GraphQLInputField, inner: string): GraphQLInputField {
  const bare = getNullableType(type);
  if (isListType(bare))
    throw new GraphQLError(
      `"${name}" is a list, so "${inner}" can give several sizes. In slicingArguments, name an Int that is not in a list.`,
    );
  if (!isInputObjectType(bare))
    throw new GraphQLError(
      `"${name}" is not an input object, so it has no field "${inner}". In slicingArguments, name an Int.`,
    );
  const field = bare.getFields()[inner];
  if (field) return field;
  throw new GraphQLError(`${bare.name} has no field "${inner}". In slicingArguments, name one of its own.`);
}
