import type { GraphQLResolveInfo } from 'graphql';

/** The uses of a field that its outermost guard has let through. Nothing is kept as long as nobody asks. */
export interface Passed {
  /** From now on somebody asks: there is a guard behind another one. */
  ask(): void;
  readonly isAsked: boolean;
  add(info: GraphQLResolveInfo): void;
  has(info: GraphQLResolveInfo): boolean;
}

export function createPassed(): Passed {
  // A path is made for each use. Should an executor make it once, the variables are still those of one operation.
  const uses = new WeakMap<object, object>();
  let isAsked = false;
  return {
    ask: () => {
      isAsked = true;
    },
    get isAsked() {
      return isAsked;
    },
    add: ({ path, variableValues }) => {
      if (isAsked) uses.set(path, variableValues);
    },
    has: ({ path, variableValues }) => {
      const known = isAsked ? uses.get(path) : undefined;
      return known !== undefined && known === variableValues;
    },
  };
}
