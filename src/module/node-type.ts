import type { Context } from './context.js';

/** How the objects of a type that implements `Node` are found by their ids. */
export interface NodeType {
  /**
   * A row for each id, in their order; null for one that nobody has, an `Error` for one that cannot be looked up. It is
   * asked once a request, for all ids that any type could have: `DataLoader.loadMany` fits. What the viewer may not see
   * need not be left out.
   */
  readonly load: (ids: readonly string[], context: Context) => PromiseLike<ArrayLike<object | null | undefined>>;
  /** True if the ids that clients see are made by `globalId`, since other types have the same; `load` gets those inside. */
  readonly globalIds?: true;
  /** True if whoever has an id may have the object: the type has no `@auth`, and needs none. */
  readonly isPublic?: true;
}
