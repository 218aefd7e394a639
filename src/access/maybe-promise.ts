/** What may be there already: most checks are, and then no field waits for them. */
export type MaybePromise<T> = T | Promise<T>;

export function isPromise<T>(value: MaybePromise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
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
