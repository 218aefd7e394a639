import type { GraphQLLeafType } from 'graphql';

type Write = (value: unknown) => unknown;

/** What a leaf type answers for a value, as graphql-js 17 asks it: by another method than 16, where it has that. */
export function leafOutput(type: GraphQLLeafType, value: unknown): unknown {
  const write = (Reflect.get(type, 'coerceOutputValue') ?? type.serialize) as Write;
  return Reflect.apply(write, type, [value]);
}
