/**
 * What graphql-js takes a value for that comes from a resolver. Executors must agree with it, and whoever decides what a
 * viewer sees must agree with them, so nobody else has an idea of their own of a promise, a list or an object.
 *
 * A value is asked for a property, and never whether it has one: proxies can give what they do not say they have.
 */

export type MaybePromise<T> = T | PromiseLike<T>;

type Properties = Readonly<Partial<Record<PropertyKey, unknown>>>;

/** Anything with a method `then`; functions, too. No primitive value has one. */
export function isPromise<T>(value: MaybePromise<T>): value is PromiseLike<T> {
  return hasProperties(value) && typeof value.then === 'function';
}

/** A promise of the language: its `then` gives another one. That of anything else may give something else, or nothing. */
export function isNativePromise<T>(promise: PromiseLike<T>): promise is Promise<T> {
  return promise instanceof Promise;
}

/** A list: an object that can be iterated. A string is none, nor is a function. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return isObject(value) && typeof (value as Properties)[Symbol.iterator] === 'function';
}

/** A stream of events and, for graphql-js 17 and others, a list, too. A function can be one. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return hasProperties(value) && typeof value[Symbol.asyncIterator] === 'function';
}

/** What a field without a resolver is read from. */
export function hasProperties(value: unknown): value is Properties {
  return isObject(value) || typeof value === 'function';
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
