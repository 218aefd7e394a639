import { defaultFieldResolver } from 'graphql';
import { type Field, type GuardMark, markGuard, markOf, type Resolver } from './guard-mark.js';

export interface PutGuardOptions extends Pick<GuardMark, 'owner' | 'parts' | 'passed'> {
  readonly make: (resolver: Resolver) => Resolver;
}

type Key = 'resolve' | 'subscribe';

/** What stands in place of a resolver. */
interface Slot {
  current: Resolver;
  put(resolver: Resolver | undefined): void;
}

/**
 * Puts a guard in place of a resolver. Servers and tracers put resolvers of their own in the same place later, most of
 * them around what they found there: what is put in place of the guard comes to stand behind another guard, and those
 * below it are told whom it let through. So a use is decided once, before anything runs, and nothing escapes that.
 */
export function putGuard(field: Field, key: Key, { make, ...mark }: PutGuardOptions): void {
  const guard = (resolver: Resolver | undefined) => {
    const made = make(resolver ?? defaultFieldResolver);
    // Who leaves out a guard that others stand behind would leave out the others.
    markGuard(made, { ...mark, field, open: mark.passed.isAsked ? made : resolver });
    return made;
  };
  const slot: Slot = {
    current: guard(field[key]),
    put: (resolver) => {
      // Somebody takes away again what was put around it.
      if (resolver && markOf(resolver)?.field === field) slot.current = resolver;
      else {
        mark.passed.isAsked = true;
        slot.current = guard(resolver);
      }
    },
  };
  const { name, property } = PLACES[key];
  Object.defineProperty(field, name, { value: slot, configurable: true });
  Object.defineProperty(field, key, property);
}

/** The same for all fields, so that all are of one shape: an executor reads fields of many shapes more slowly. */
const PLACES: Readonly<Record<Key, { readonly name: symbol; readonly property: PropertyDescriptor }>> = {
  resolve: placeAt(Symbol('guarded resolve')),
  subscribe: placeAt(Symbol('guarded subscribe')),
};

function placeAt(name: symbol) {
  const property: PropertyDescriptor & ThisType<Readonly<Record<symbol, Slot>>> = {
    enumerable: true,
    configurable: true,
    get() {
      return this[name]?.current;
    },
    set(resolver: Resolver | undefined) {
      this[name]?.put(resolver);
    },
  };
  return { name, property };
}
