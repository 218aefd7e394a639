import { expect, test } from '@jest/globals';
import { isAsyncIterable as isAsyncIterableOfGraphql } from 'graphql/jsutils/isAsyncIterable.js';
import { isIterableObject } from 'graphql/jsutils/isIterableObject.js';
import { isObjectLike } from 'graphql/jsutils/isObjectLike.js';
import * as promises from 'graphql/jsutils/isPromise.js';
import { hasProperties, isAsyncIterable, isIterable, isObject, isPromise } from '../../src/values/value-kinds.js';

// What a resolver gives, graphql 17 asks by another function than its own results.
const isPromiseOfGraphql: (value: unknown) => boolean = Reflect.get(promises, 'isPromiseLike') ?? promises.isPromise;

const PROPERTIES: readonly PropertyKey[] = ['then', Symbol.iterator, Symbol.asyncIterator];
const withProperties = (value: () => object) => [
  value(),
  ...PROPERTIES.flatMap((key) =>
    [() => {}, null, true, {}].map((property) => Object.defineProperty(value(), key, { value: property })),
  ),
];
const concealed = (value: object) =>
  new Proxy(value, { has: () => false, ownKeys: () => [], getOwnPropertyDescriptor: () => undefined });
const objects: readonly object[] = [
  ...withProperties(() => ({})),
  ...withProperties(() => Object.create(null)),
  ...withProperties(() => () => {}),
  ...withProperties(() => new (class Row {})()),
  ...[
    [],
    new Set(),
    new Map(),
    Object('text'),
    Object(1),
    new Date(),
    new Error('no'),
    Promise.resolve(),
    new Uint8Array(),
  ],
  ...[class Row {}, (function* items() {})(), (async function* items() {})(), async () => {}],
];
const values: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, Number.NaN, 1n, '', 'then', Symbol.iterator],
  ...objects,
  ...objects.map(concealed),
];

test('values are of the kinds that graphql-js takes them for', () => {
  for (const value of values) {
    expect([isPromise(value), isIterable(value), isAsyncIterable(value), isObject(value)]).toEqual([
      isPromiseOfGraphql(value),
      isIterableObject(value),
      isAsyncIterableOfGraphql(value),
      isObjectLike(value),
    ]);
    // As `defaultFieldResolver` has it.
    expect(hasProperties(value)).toBe(isObjectLike(value) || typeof value === 'function');
  }
  for (const isKind of [isPromise, isIterable, isAsyncIterable, isObject])
    expect(new Set(values.map((value) => isKind(value)))).toEqual(new Set([true, false]));
});
