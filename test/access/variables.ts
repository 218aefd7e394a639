import {
  type GraphQLSchema,
  getVariableValues,
  parseConstValue,
  print,
  type VariableDefinitionNode,
  versionInfo,
} from 'graphql';
import type { Variables } from '../../src/values/variables.js';

export const isGraphql17 = versionInfo.major >= 17;

/** What graphql-js makes of what was sent, in the form in which it passes it on. Throws the first error. */
export function variablesFrom(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[] | undefined,
  sent: Readonly<Record<string, unknown>>,
): Variables {
  const { errors, coerced, ...since17 } = getVariableValues(schema, definitions ?? [], { ...sent });
  if (errors) throw errors[0];
  return coerced ?? Reflect.get(since17, 'variableValues');
}

/** A value as graphql-js prints it: 17 leaves more space. */
export function printed(value: string): string {
  return print(parseConstValue(value));
}
