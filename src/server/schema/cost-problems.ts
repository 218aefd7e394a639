import {
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { type Directed, type ListSize, readListSize, readWeight, useOf } from './cost-directives.js';
import { slicingPath } from './slicing-path.js';

type Field = GraphQLField<unknown, unknown>;

/** What is wrong with the `@cost` and `@listSize` of a schema: each error names the coordinate, and has the directive's place. */
export function costProblems(schema: GraphQLSchema): readonly GraphQLError[] {
  const weight = (coordinate: string, element: Directed) =>
    problemOf(coordinate, 'cost', element, () => void readWeight(schema, element));
  const ofField = (parent: string, field: Field) => [
    ...weight(`${parent}.${field.name}`, field),
    ...field.args.flatMap((argument) => weight(`${parent}.${field.name}(${argument.name}:)`, argument)),
    ...problemOf(`${parent}.${field.name}`, 'listSize', field, () => {
      const listSize = readListSize(schema, field);
      if (listSize) checkListSize(field, listSize);
    }),
  ];
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).flatMap((field) => ofField(type.name, field));
      return isObjectType(type) ? [...weight(type.name, type), ...fields] : fields;
    }
    if (isInputObjectType(type))
      return Object.values(type.getFields()).flatMap((field) => weight(`${type.name}.${field.name}`, field));
    return isEnumType(type) || isScalarType(type) ? weight(type.name, type) : [];
  });
}

function problemOf(coordinate: string, directive: string, element: Directed, check: () => void): GraphQLError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const nodes = useOf(directive, element) ?? [];
    return [new GraphQLError(`${coordinate}: @${directive}: ${error.message}`, { nodes })];
  }
}

/** Throws a `GraphQLError` with the first mistake. */
function checkListSize(field: Field, { assumedSize, slicingArguments, sizedFields }: ListSize): void {
  if (assumedSize === undefined && slicingArguments.length === 0)
    throw new GraphQLError('It gives no size. Add assumedSize, slicingArguments, or both.');
  if (assumedSize !== undefined && assumedSize < 0)
    throw new GraphQLError('Its assumedSize is negative. Write the maximum number of items.');
  for (const name of slicingArguments) slicingPath(name, field.args);
  if (sizedFields.length > 0) for (const name of sizedFields) checkSizedField(name, field);
  else if (!isListType(getNullableType(field.type)))
    throw new GraphQLError('The field is not a list. In sizedFields, name the fields of its type that are lists.');
}

function checkSizedField(name: string, { type }: Field): void {
  const returned = getNamedType(type);
  const hasFields = isObjectType(returned) || isInterfaceType(returned);
  const sized = hasFields ? returned.getFields()[name] : undefined;
  if (!sized) throw new GraphQLError(`${returned.name} has no field "${name}". In sizedFields, name one of its own.`);
  if (!isListType(getNullableType(sized.type)))
    throw new GraphQLError(`${returned.name}.${name} is not a list. In sizedFields, name a field that is.`);
}
