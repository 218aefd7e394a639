import * as graphql from 'graphql';
import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { isObject } from './value-kinds.js';
import { sourceOf, type Variables, variablesOf } from './variables.js';

type Values = Readonly<Record<string, unknown>>;

interface OfVariable {
  readonly definition: VariableDefinitionNode;
}

interface NoInputType extends OfVariable {
  readonly problem: 'no input type';
}

interface NotProvided extends OfVariable {
  readonly problem: 'not provided';
  readonly type: GraphQLInputType;
}

interface NullValue extends OfVariable {
  readonly problem: 'null';
  readonly type: GraphQLInputType;
}

interface InvalidValue extends OfVariable {
  readonly problem: 'invalid';
  /** Where in the variable. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  /** What is wrong there, as graphql-js says it. */
  readonly reason: Error;
}

/** Why what was sent for a variable does not fit it. */
export type Misfit = NoInputType | NotProvided | NullValue | InvalidValue;

/** The values of the variables, or the first misfits of what was sent for them. */
export type CoercedVariables =
  | { readonly values: Record<string, unknown>; readonly variables: Variables }
  | { readonly misfits: readonly [Misfit, ...Misfit[]] };

const MAX_MISFITS = 10;

/**
 * Coerces variables as `getVariableValues` of graphql-js does, which looks for every misfit, and for each makes a message
 * that repeats the whole value: a body of 1 MiB can have 70,000 of them. This one stops at the tenth, and makes none.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  sent: Values,
): CoercedVariables {
  const first = new FirstMisfits();
  const coerced: Record<string, unknown> = Object.create(null);
  const sources: Record<string, ReturnType<typeof sourceOf>> = Object.create(null);
  try {
    for (const definition of definitions) {
      const type = typeFromAST(schema, definition.type);
      if (isInputType(type)) {
        sources[definition.variable.name.value] = sourceOf(definition, type, sent);
        coerceVariable({ definition, type, sent }, coerced, first);
      } else first.add({ definition, problem: 'no input type' });
    }
  } catch (fault) {
    if (fault !== first) throw fault;
  }
  const [misfit, ...others] = first.all;
  if (misfit) return { misfits: [misfit, ...others] };
  const values = { ...coerced };
  return { values, variables: variablesOf(values, sources) };
}

/** Throws itself once it is full. */
class FirstMisfits {
  readonly all: Misfit[] = [];

  add(misfit: Misfit): void {
    this.all.push(misfit);
    if (this.all.length >= MAX_MISFITS) throw this;
  }
}

interface SentVariable {
  readonly definition: VariableDefinitionNode;
  readonly type: GraphQLInputType;
  readonly sent: Values;
}

function coerceVariable(
  { definition, type, sent }: SentVariable,
  values: Record<string, unknown>,
  misfits: FirstMisfits,
): void {
  const { variable, defaultValue } = definition;
  const name = variable.name.value;
  if (!Object.hasOwn(sent, name)) {
    if (defaultValue) values[name] = literalValue(defaultValue, type);
    else if (isNonNullType(type)) misfits.add({ definition, problem: 'not provided', type });
  } else if (sent[name] === null && isNonNullType(type)) misfits.add({ definition, problem: 'null', type });
  else {
    values[name] = inputValue(sent[name], type, (path, value, reason) =>
      misfits.add({ definition, problem: 'invalid', path, value, reason }),
    );
  }
}

type OnMisfit = (path: readonly (string | number)[], value: unknown, reason: Error) => void;
type Validate = (
  value: unknown,
  type: GraphQLInputType,
  onError: (reason: Error, path: readonly (string | number)[]) => void,
) => void;

/** graphql-js 17 coerces first, and says by another function what is wrong. */
function inputValue(sent: unknown, type: GraphQLInputType, onMisfit: OnMisfit): unknown {
  const validate = Reflect.get(graphql, 'validateInputValue') as Validate | undefined;
  if (!validate) return coerceInputValue(sent, type, onMisfit);
  const coerced: unknown = coerceInputValue(sent, type);
  if (coerced === undefined) validate(sent, type, (reason, path) => onMisfit(path, valueAt(sent, path), reason));
  return coerced;
}

function literalValue(literal: ValueNode, type: GraphQLInputType): unknown {
  const coerce = Reflect.get(graphql, 'coerceInputLiteral') as typeof valueFromAST | undefined;
  return (coerce ?? valueFromAST)(literal, type);
}

function valueAt(sent: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? Reflect.get(value, key) : value), sent);
}
