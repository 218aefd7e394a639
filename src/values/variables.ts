import {
  type GraphQLInputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
  versionInfo,
} from 'graphql';
import { isObject } from './value-kinds.js';

type Values = Readonly<Record<string, unknown>>;

/** The variables of an operation, in the form that the functions of graphql-js take: since 17 with what they were made of. */
export type Variables = GraphQLResolveInfo['variableValues'];

/** What a variable was made of. */
interface VariableSource {
  readonly signature: {
    readonly name: string;
    readonly type: GraphQLInputType;
    readonly default: { readonly literal: VariableDefinitionNode['defaultValue'] } | undefined;
  };
  readonly value?: unknown;
}

type Sources = Readonly<Record<string, VariableSource>>;

const HAS_SOURCES = versionInfo.major >= 17;

/** The coerced values, by name. */
export function coercedOf(variables: Variables): Values {
  if (!HAS_SOURCES) return variables;
  return (variables as { readonly coerced: Values }).coerced;
}

/** Variables of coerced values, and of what was sent for them. */
export function variablesOf(coerced: Values, sources: Sources): Variables {
  return (HAS_SOURCES ? { sources, coerced } : coerced) as Variables;
}

export function sourceOf(
  { variable, defaultValue }: VariableDefinitionNode,
  type: GraphQLInputType,
  sent: Values,
): VariableSource {
  const name = variable.name.value;
  const signature = { name, type, default: defaultValue && { literal: defaultValue } };
  return Object.hasOwn(sent, name) ? { signature, value: sent[name] } : { signature };
}

/** What an executor gives to resolvers, in that form: one that was written for 16 has the coerced values alone. */
export function executedVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  executed: Variables,
): Variables {
  if (!HAS_SOURCES || hasSources(executed, variableDefinitions)) return executed;
  const sources: Record<string, VariableSource> = Object.create(null);
  for (const definition of variableDefinitions) {
    const type = typeFromAST(schema, definition.type);
    if (isInputType(type)) sources[definition.variable.name.value] = sourceOf(definition, type, executed);
  }
  return variablesOf(executed, sources);
}

/** Nobody can send a type: variables that are called `sources` and `coerced` are no sources. */
function hasSources(executed: Variables, definitions: readonly VariableDefinitionNode[]): boolean {
  const { sources, coerced } = executed as { readonly sources?: unknown; readonly coerced?: unknown };
  if (!isObject(sources) || !isObject(coerced) || Object.keys(executed).length !== 2) return false;
  return definitions.every(({ variable }) => isSource(Reflect.get(sources, variable.name.value)));
}

function isSource(source: unknown): boolean {
  if (!isObject(source)) return false;
  const signature: unknown = Reflect.get(source, 'signature');
  return isObject(signature) && isInputType(Reflect.get(signature, 'type'));
}
