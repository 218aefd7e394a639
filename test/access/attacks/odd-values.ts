/** A function that is a promise of a value. */
export function callable(value: unknown): () => void {
  const promise = Promise.resolve(value);
  return Object.assign(() => {}, Object.fromEntries([['then', promise.then.bind(promise)]]));
}

/** What gives anything that is asked of it, and says that it has nothing: proxies need no more to be called on. */
export function hidden(value: object): object {
  return new Proxy(value, {
    has: () => false,
    get: (target, key) => {
      const found: unknown = Reflect.get(target, key);
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });
}

/** A promise whose `then` calls back with one value, and returns another: at once. */
export function forked(given: unknown, returned: unknown): object {
  const then = (resolve: (value: unknown) => void) => {
    resolve(given);
    return returned;
  };
  return Object.fromEntries([['then', then]]);
}

/** A promise of a value that has no `then` the first few times it is asked. */
export function fickle(value: unknown, times: number): object {
  const promise = Promise.resolve(value);
  let asked = 0;
  return Object.defineProperty({}, 'then', {
    get: () => {
      asked += 1;
      return asked > times ? promise.then.bind(promise) : undefined;
    },
  });
}

/** A function that can be iterated: graphql-jit takes it for a list. */
export function callableList(items: readonly unknown[]): () => void {
  return Object.assign(() => {}, { [Symbol.iterator]: () => items[Symbol.iterator]() });
}

/** A function that can be iterated with waiting: a list for some executors, and a stream of events for all. */
export function callableStream(source: AsyncIterable<unknown>): () => void {
  return Object.assign(() => {}, { [Symbol.asyncIterator]: () => source[Symbol.asyncIterator]() });
}
