import type { Context } from './context.js';

/** How the objects of a type that implements `Node` are found by their ids. */
export interface NodeType {
  /**
   * Returns a row for each id, in the same order; null for an id that does not exist, an `Error` for one that cannot be
   * looked up. It is called once per request with all ids that any type could have, so `DataLoader.loadMany` fits. It
   * need not leave out what the viewer may not see.
   */
  readonly load: (ids: readonly string[], context: Context) => PromiseLike<ArrayLike<object | null | undefined>>;
  /**
   * True if the ids that clients see are made by `globalId`, because other types use the same ids; `load` receives the
   * inner ids.
   */
  readonly globalIds?: true;
  /** True if anyone who has an id may see the object: the type has no `@auth`, and needs none. */
  readonly isPublic?: true;
}
