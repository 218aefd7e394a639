import { type GraphQLError, type GraphQLOutputType, getNamedType, isEnumType } from 'graphql';
import type { AccessTable } from './compile.js';
import { enumValueCheck } from './input-check.js';
import { isPromise } from './maybe-promise.js';
import type { Rights } from './rights.js';

/** The result with an error in place of each enum value that the viewer may not see. */
export type ResultFilter = (result: unknown, rights: Rights, refuse: () => GraphQLError) => unknown;

/**
 * For a field that returns an enum with protected values; undefined for any other. graphql-js takes an error for a
 * value as that value's failure, so in a list only that item is null.
 */
export function createResultFilter(type: GraphQLOutputType, table: AccessTable): ResultFilter | undefined {
  const named = getNamedType(type);
  const check = isEnumType(named) ? enumValueCheck(named, table) : undefined;
  if (!check) return undefined;
  const filter: ResultFilter = (result, rights, refuse) => {
    if (isPromise(result)) return result.then((value) => filter(value, rights, refuse));
    if (isIterable(result)) return Array.from(result, (item) => filter(item, rights, refuse));
    if (isAsyncIterable(result)) return mapAsync(result, (item) => filter(item, rights, refuse));
    if (result === null || result === undefined || result instanceof Error) return result;
    return check(result, rights) ? result : refuse();
  };
  return filter;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* mapAsync(items: AsyncIterable<unknown>, map: (item: unknown) => unknown): AsyncGenerator<unknown> {
  for await (const item of items) yield map(item);
}
