import type { DocumentNode } from 'graphql';

/**
 * A document with the types of its result and of its variables. It has the shape of `TypedDocumentNode`, from which
 * clients infer both, without the package of that name.
 */
export interface TypedDocument<TResult, TVariables> extends DocumentNode {
  /** Never there: what a type is inferred from. */
  __apiType?: (variables: TVariables) => TResult;
}
