import { isPromise } from '../../values/value-kinds.js';

/** What may be there already: most checks are, and then no field waits for them. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * What `proceed` makes of a value, at once or when it is there. Whatever kind of promise it is, it is asked once, and what
 * comes of it is promised by one of ours: who reads that can take it for nothing else.
 */
export function whenThere<T, R>(value: T | PromiseLike<T>, proceed: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return isPromise(value) ? afterwards(value, proceed) : proceed(value);
}

async function afterwards<T, R>(promise: PromiseLike<T>, proceed: (value: T) => MaybePromise<R>): Promise<R> {
  return proceed(await promise);
}

/** True if all are; false as soon as one that is there already is not. The promises must not reject. */
export function all(results: readonly MaybePromise<boolean>[]): MaybePromise<boolean> {
  if (results.includes(false)) return false;
  return results.some(isPromise) ? Promise.all(results).then((values) => values.every(Boolean)) : true;
}

/** True if one is, and as soon as one that is there already is. The promises must not reject. */
export function any(results: readonly MaybePromise<boolean>[]): MaybePromise<boolean> {
  if (results.includes(true)) return true;
  return results.some(isPromise) ? Promise.all(results).then((values) => values.some(Boolean)) : false;
}
