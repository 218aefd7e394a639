import {
  coerceInputValue,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';

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
  | { readonly values: Record<string, unknown> }
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
  const values: Record<string, unknown> = Object.create(null);
  try {
    for (const definition of definitions) coerceVariable(schema, definition, sent, values, first);
  } catch (fault) {
    if (fault !== first) throw fault;
  }
  const [misfit, ...others] = first.all;
  return misfit ? { misfits: [misfit, ...others] } : { values: { ...values } };
}

/** Throws itself once it is full. */
class FirstMisfits {
  readonly all: Misfit[] = [];

  add(misfit: Misfit): void {
    this.all.push(misfit);
    if (this.all.length >= MAX_MISFITS) throw this;
  }
}

function coerceVariable(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  sent: Values,
  values: Record<string, unknown>,
  misfits: FirstMisfits,
): void {
  const { variable, defaultValue } = definition;
  const name = variable.name.value;
  const type = typeFromAST(schema, definition.type);
  if (!isInputType(type)) misfits.add({ definition, problem: 'no input type' });
  else if (!Object.hasOwn(sent, name)) {
    if (defaultValue) values[name] = valueFromAST(defaultValue, type);
    else if (isNonNullType(type)) misfits.add({ definition, problem: 'not provided', type });
  } else if (sent[name] === null && isNonNullType(type)) misfits.add({ definition, problem: 'null', type });
  else {
    values[name] = coerceInputValue(sent[name], type, (path, value, reason) =>
      misfits.add({ definition, problem: 'invalid', path, value, reason }),
    );
  }
}
