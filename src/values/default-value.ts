import * as graphql from 'graphql';
import {
  astFromValue,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getArgumentValues,
  Kind,
  type ValueNode,
} from 'graphql';

type Input = GraphQLArgument | GraphQLInputField;

/** How graphql-js 17 has a default: as it was written, or as a client would send it. 16 has the coerced value alone. */
interface WrittenDefault {
  readonly literal?: ValueNode;
  readonly value?: unknown;
}

function writtenDefault(input: Input): WrittenDefault | undefined {
  const written: unknown = Reflect.get(input, 'default');
  return written as WrittenDefault | undefined;
}

/** The default as resolvers get it: the very value that graphql-js puts in. Undefined if there is none, or no valid one. */
export function defaultValueOf(input: Input): unknown {
  if (!writtenDefault(input)) return input.defaultValue;
  // graphql-js coerces a default once, and remembers it for itself.
  const node = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: input.name } };
  try {
    const values: object = Reflect.apply(getArgumentValues, undefined, [{ args: [input] }, node]);
    return Reflect.get(values, input.name);
  } catch {
    return undefined;
  }
}

// Where graphql-js 17 remembers what a default is once it is coerced.
const REMEMBERED = '_memoizedCoercedDefaultValue';

/** Gives a copy the very value that the given one has for its default, where graphql-js would coerce it anew. */
export function shareDefault(given: Input, copy: Input | undefined): void {
  if (!copy || copy === given || !writtenDefault(given)) return;
  if (REMEMBERED in copy) Reflect.set(copy, REMEMBERED, defaultValueOf(given));
}

/** The default as it is told to clients; undefined if there is none. Throws if there is no text for it. */
export function defaultNodeOf(input: Input): ValueNode | undefined {
  const written = writtenDefault(input);
  if (written === undefined && input.defaultValue === undefined) return undefined;
  const node = written
    ? (written.literal ?? valueToLiteral(written.value, input.type))
    : astFromValue(input.defaultValue, input.type);
  if (!node) throw new TypeError(`There is no text for the default of ${input.name}.`);
  return node;
}

/** The default as a part of a configuration, whichever of the two it is. */
export function defaultConfigOf(input: Input): Pick<Input, 'defaultValue'> {
  const written = writtenDefault(input);
  return { defaultValue: input.defaultValue, ...(written && { default: written }) };
}

type ValueToLiteral = (value: unknown, type: GraphQLInputType) => ValueNode | undefined;

function valueToLiteral(value: unknown, type: GraphQLInputType): ValueNode | undefined {
  const of17 = Reflect.get(graphql, 'valueToLiteral') as ValueToLiteral | undefined;
  return of17?.(value, type);
}
