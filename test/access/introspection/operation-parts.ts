import { type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { OperationParts } from '../../../src/access/introspection/introspection.js';
import { variablesFrom } from '../variables.js';

/** What graphql-js makes of a request, before it executes it. The document need not be valid. */
export function partsOf(
  schema: GraphQLSchema,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  operationName?: string,
): OperationParts {
  const { definitions } = parse(query);
  const operation = definitions
    .filter((each): each is OperationDefinitionNode => each.kind === Kind.OPERATION_DEFINITION)
    .find(({ name }) => operationName === undefined || name?.value === operationName);
  if (!operation) throw new Error('There is no such operation.');
  const fragments = Object.fromEntries(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  return { operation, fragments, variableValues: variablesFrom(schema, operation.variableDefinitions, variables) };
}
