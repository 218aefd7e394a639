/** A function that is a promise of a value. */
export function callable(value: unknown): object {
  return Object.assign(() => {}, Object.fromEntries([['then', thenOf(value)]]));
}

function thenOf(value: unknown) {
  const promise = Promise.resolve(value);
  return promise.then.bind(promise);
}

/** The same, as a proxy that gives what is asked of it, and says that it has nothing. */
export function hidden(value: object): object {
  return new Proxy(value, {
    has: () => false,
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}
