import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { printPathArray } from 'graphql/jsutils/printPathArray.js';
import { isObject } from '../value-kinds.js';
import { errorAt } from './located-error.js';

type Values = Readonly<Record<string, unknown>>;

/** The values of the variables, or the first errors of what was sent for them. */
export type CoercedVariables =
  | { readonly values: Record<string, unknown> }
  | { readonly errors: readonly [GraphQLError, ...GraphQLError[]] };

const MAX_ERRORS = 10;
const MAX_TOLD_CHARACTERS = 1000;
const LARGE = '[a large value]';

/**
 * What `getVariableValues` of graphql-js gives, with its messages. That one counts lines for each error, and repeats a
 * value of a million characters in fifty messages: here there are ten errors at most, without one that says that there
 * are more, and a value of more than 1,000 characters is not repeated.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  sent: Values,
): CoercedVariables {
  const errors = new FirstErrors();
  const values: Record<string, unknown> = Object.create(null);
  try {
    for (const definition of definitions) coerceVariable({ schema, definition, sent, values, errors });
  } catch (fault) {
    if (fault !== errors) throw fault;
  }
  const [first, ...others] = errors.all;
  return first ? { errors: [first, ...others] } : { values: { ...values } };
}

/** Throws itself once it is full. */
class FirstErrors {
  readonly all: GraphQLError[] = [];

  add(error: GraphQLError): void {
    this.all.push(error);
    if (this.all.length >= MAX_ERRORS) throw this;
  }
}

interface Variable {
  readonly schema: GraphQLSchema;
  readonly definition: VariableDefinitionNode;
  readonly sent: Values;
  readonly values: Record<string, unknown>;
  readonly errors: FirstErrors;
}

function coerceVariable({ schema, definition, sent, values, errors }: Variable): void {
  const { variable, defaultValue } = definition;
  const name = variable.name.value;
  const type = typeFromAST(schema, definition.type);
  const report = (problem: string, node: VariableDefinitionNode | VariableDefinitionNode['type'] = definition) =>
    errors.add(errorAt(`Variable "$${name}" ${problem}`, [node]));
  if (!isInputType(type)) {
    const written = print(definition.type);
    report(`expected value of type "${written}" which cannot be used as an input type.`, definition.type);
  } else if (!Object.hasOwn(sent, name)) {
    if (defaultValue) values[name] = valueFromAST(defaultValue, type);
    else if (isNonNullType(type)) report(`of required type "${inspect(type)}" was not provided.`);
  } else if (sent[name] === null && isNonNullType(type)) {
    report(`of non-null type "${inspect(type)}" must not be null.`);
  } else {
    const tell = createTell();
    values[name] = coerceInputValue(sent[name], type, (path, invalid, error) => {
      const place = path.length > 0 ? ` at "${name}${printPathArray(path)}"` : '';
      const message = `Variable "$${name}" got invalid value ${tell(invalid)}${place}; ${error.message}`;
      errors.add(errorAt(message, [definition], error));
    });
  }
}

/** Repeats a value in a message. Many errors can be about the same. */
function createTell(): (value: unknown) => string {
  let last: { readonly value: unknown; readonly text: string } | undefined;
  return (value) => {
    if (!last || last.value !== value) last = { value, text: isSmall(value) ? inspect(value) : LARGE };
    return last.text;
  };
}

function isSmall(value: unknown): boolean {
  let left = MAX_TOLD_CHARACTERS;
  const fits = (part: unknown): boolean => {
    left -= typeof part === 'string' ? part.length : 1;
    if (left < 0) return false;
    if (!isObject(part)) return true;
    if (Array.isArray(part)) return part.every(fits);
    for (const key in part) {
      left -= key.length;
      if (!fits(Reflect.get(part, key))) return false;
    }
    return true;
  };
  return fits(value);
}
