import {
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNamedType,
  getNullableType,
  isEnumType,
  isListType,
} from 'graphql';
import type { AccessTable } from './compile.js';
import { inspectionOf } from './inspection.js';
import { isPromise } from './maybe-promise.js';
import type { Rights } from './rights.js';
import { enumRules } from './value-check.js';

type Path = GraphQLResolveInfo['path'];

/** What came of a field, for whom. */
export interface FilterOptions {
  readonly rights: Rights;
  /** Of the field. */
  readonly path: Path;
  /** What stands in the answer instead of a value that the viewer may not see: an error, as a rule. */
  readonly replace: (value: unknown, path: Path) => unknown;
}

export interface ResultFilter {
  /** False if the viewer may see every value. */
  mayTakeOut(rights: Rights): boolean;
  /** The result with something else in place of each enum value that the viewer may not see. */
  filter(result: unknown, options: FilterOptions): unknown;
}

/**
 * For a field that returns an enum with protected values; undefined for any other. graphql-js takes an error for a
 * value as that value's failure, so in a list only that item is null.
 */
export function createResultFilter(type: GraphQLOutputType, table: AccessTable): ResultFilter | undefined {
  const named = getNamedType(type);
  if (!isEnumType(named)) return undefined;
  const rulesOf = enumRules(named, table.rules);
  if (rulesOf.size === 0) return undefined;
  const all = new Set([...rulesOf.values()].flat());
  const check = (value: unknown, rights: Rights) =>
    rulesOf.get(value)?.every((rule) => inspectionOf(rights).grants(rule)) ?? true;
  const depth = listDepthOf(type);
  const filter = (result: unknown, options: FilterOptions, lists: number): unknown => {
    const { rights, path, replace } = options;
    const inner = (item: unknown, key: number) =>
      filter(item, { rights, path: { prev: path, key, typename: undefined }, replace }, lists - 1);
    if (isPromise(result)) return result.then((value) => filter(value, options, lists));
    // The value of an enum may itself be an array inside.
    if (lists > 0 && isIterable(result)) return Array.from(result, inner);
    if (lists > 0 && isAsyncIterable(result)) return mapAsync(result, inner);
    if (result === null || result === undefined || result instanceof Error) return result;
    return check(result, rights) ? result : replace(result, path);
  };
  return {
    mayTakeOut: (rights) => !inspectionOf(rights).grantsAll(all),
    filter: (result, options) => filter(result, options, depth),
  };
}

function listDepthOf(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listDepthOf(nullable.ofType) : 0;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* mapAsync(
  items: AsyncIterable<unknown>,
  map: (item: unknown, index: number) => unknown,
): AsyncGenerator<unknown> {
  let index = 0;
  for await (const item of items) {
    yield map(item, index);
    index += 1;
  }
}
