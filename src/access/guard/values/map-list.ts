import { locatedError } from 'graphql';
import { hasProperties, isAsyncIterable, isIterable, isPromise } from '../../../values/value-kinds.js';

type MapItem = (item: unknown, index: number) => unknown;

/** It stands for what is no list, so that no executor can take it for one all the same. */
const NO_LIST = Object.freeze({});
const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * A list of what `map` makes of each item, whatever kind of list it is. Where that throws there is an error among the
 * items, as there is for executors. What is no list for graphql-js is none for anybody.
 */
export function mapList(list: unknown, map: MapItem): unknown {
  const mapItem: MapItem = (item, index) => {
    try {
      return map(item, index);
    } catch (fault) {
      return fault instanceof Error ? fault : locatedError(fault, undefined);
    }
  };
  if (Array.isArray(list)) {
    const items = Array.from(list, mapItem);
    // All are made at once, and whoever reads them may stop at one that fails: nobody waits for the others then.
    for (const item of items) if (isPromise(item)) item.then(undefined, () => {});
    return items;
  }
  // Of what is both, graphql-js 16 knows only this.
  if (isIterable(list)) return mapIterable(list, mapItem);
  if (isAsyncIterable(list)) return mapAsyncIterable(list, mapItem);
  return hasProperties(list) ? NO_LIST : list;
}

/** As it is read: what fails halfway fails for whoever reads it, and takes care of the items before. */
function* mapIterable(items: Iterable<unknown>, map: MapItem): Generator<unknown> {
  let index = 0;
  for (const item of items) {
    yield map(item, index);
    index += 1;
  }
}

/** Items may be promises. A generator would wait for them, and end with the first that is rejected. */
function mapAsyncIterable(items: AsyncIterable<unknown>, map: MapItem): AsyncIterableIterator<unknown> {
  const source = items[Symbol.asyncIterator]();
  let index = 0;
  const mapped: AsyncIterableIterator<unknown> = {
    next: async () => {
      const { done, value } = await source.next();
      if (done) return OVER;
      const item = map(value, index);
      index += 1;
      return { done: false, value: item };
    },
    return: async () => {
      await source.return?.();
      return OVER;
    },
    [Symbol.asyncIterator]: () => mapped,
  };
  return mapped;
}
