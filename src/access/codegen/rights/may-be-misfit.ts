import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * True if a variable may be null where null does not fit. With a default on either side such a document is valid, and what
 * is sent for the field is found not to fit when it is run (GraphQL §5.8.5).
 */
export function mayBeMisfit(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  node: FieldNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): boolean {
  const nullable = new Set(
    variableDefinitions.flatMap((each) => (each.type.kind === Kind.NON_NULL_TYPE ? [] : [each.variable.name.value])),
  );
  const typeInfo = new TypeInfo(schema, type);
  let isFound = false;
  visit(
    node,
    visitWithTypeInfo(typeInfo, {
      Directive: () => false,
      SelectionSet: () => false,
      Variable: ({ name }) => {
        if (nullable.has(name.value) && isNonNullType(typeInfo.getInputType())) isFound = true;
      },
    }),
  );
  return isFound;
}
