import { defaultFieldResolver } from 'graphql';
import { type Field, type GuardMark, markGuard, markOf, type Resolver } from './guard-mark.js';

export interface PutGuardOptions extends Pick<GuardMark, 'owner' | 'parts' | 'passed'> {
  readonly make: (resolver: Resolver) => Resolver;
}

/**
 * Puts a guard in place of a resolver. Servers and tracers put resolvers of their own in the same place later, most of
 * them around what they found there: what is put in place of the guard comes to stand behind another guard, and those
 * below it are told whom it let through. So a use is decided once, before anything runs, and nothing escapes that.
 */
export function putGuard(field: Field, key: 'resolve' | 'subscribe', { make, ...mark }: PutGuardOptions): void {
  const guard = (resolver: Resolver | undefined) => {
    const made = make(resolver ?? defaultFieldResolver);
    // Who leaves out a guard that others stand behind would leave out the others.
    markGuard(made, { ...mark, field, open: mark.passed.isAsked ? made : resolver });
    return made;
  };
  let current = guard(field[key]);
  Object.defineProperty(field, key, {
    enumerable: true,
    configurable: true,
    get: () => current,
    set: (resolver: Resolver | undefined) => {
      // Somebody takes away again what was put around it.
      if (resolver && markOf(resolver)?.field === field) current = resolver;
      else {
        mark.passed.ask();
        current = guard(resolver);
      }
    },
  });
}
