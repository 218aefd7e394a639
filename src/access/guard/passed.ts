import type { GraphQLResolveInfo } from 'graphql';

/** The uses of a field that its outermost guard has let through. */
export class Passed {
  /** True once there is a guard behind another one: as long as nobody asks, nothing need be kept. */
  isAsked = false;
  // A path is made for each use. Should an executor make it once, the variables are still those of one operation.
  readonly #uses = new WeakMap<object, object>();

  add({ path, variableValues }: GraphQLResolveInfo): void {
    this.#uses.set(path, variableValues);
  }

  has({ path, variableValues }: GraphQLResolveInfo): boolean {
    const known = this.#uses.get(path);
    return known !== undefined && known === variableValues;
  }
}
