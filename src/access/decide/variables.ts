import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { coerceVariables, type Misfit } from '../../values/coerce-variables.js';
import type { Variables } from '../../values/variables.js';

export type VariableValues =
  | { readonly values: Record<string, unknown>; readonly variables: Variables }
  | { readonly misfits: readonly Misfit[] };

/** What is nested deeper than the stack goes is a misfit, too, of which nothing can be told. */
export function readVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  sent: Readonly<Record<string, unknown>> | null | undefined,
): VariableValues {
  try {
    return coerceVariables(schema, variableDefinitions, sent ?? {});
  } catch {
    return { misfits: [] };
  }
}
