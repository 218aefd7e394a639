export type MaybePromise<T> = T | PromiseLike<T>;

/** Anything with a method `then`, as for graphql-js. */
export function isPromise<T>(value: MaybePromise<T>): value is PromiseLike<T> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  return 'then' in value && typeof value.then === 'function';
}
