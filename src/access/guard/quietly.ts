import { isPromise } from '../../values/value-kinds.js';

/** Tells, at once or later, and goes on: who is told cannot change a decision, nor end the process by failing. */
export function quietly<T>(tell: (it: T) => unknown, onError: (error: unknown) => void = () => {}): (it: T) => void {
  return (it) => {
    try {
      const told = tell(it);
      if (isPromise(told)) told.then(undefined, onError);
    } catch (error) {
      onError(error);
    }
  };
}
