/** A source that gives what it is told to, and says when it is stopped. */
export function channel(isStubborn = false) {
  const waiting: ((event: IteratorResult<unknown>) => void)[] = [];
  const ready: IteratorResult<unknown>[] = [];
  const emit = (event: IteratorResult<unknown>) => {
    const next = waiting.shift();
    if (next) next(event);
    else ready.push(event);
  };
  const source = {
    stopped: false,
    push: (value: unknown) => emit({ done: false, value }),
    next: (): Promise<IteratorResult<unknown>> => {
      const event = ready.shift();
      return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve));
    },
    return: async (): Promise<IteratorResult<unknown>> => {
      source.stopped = true;
      if (isStubborn) return new Promise(() => {});
      emit({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}
