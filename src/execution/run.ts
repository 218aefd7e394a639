import type { GraphQLError, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Page } from './page.js';

/** Where in the response something is. The same place is the same object: errors are found by it. */
export type Path = GraphQLResolveInfo['path'];

/** One execution of an operation. */
export interface Run {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: GraphQLResolveInfo['fragments'];
  readonly variableValues: GraphQLResolveInfo['variableValues'];
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly errors: CollectedErrors;
  readonly page: Page;
}

/** The errors of an execution, without those at places that an error further up took out of the response. */
export class CollectedErrors {
  readonly errors: GraphQLError[] = [];
  #places: Set<Path | undefined> | undefined;

  /** @param place undefined for the whole response */
  add(error: GraphQLError, place: Path | undefined): void {
    this.#places ??= new Set();
    if (isTakenOut(this.#places, place)) return;
    this.#places.add(place);
    this.errors.push(error);
  }
}

function isTakenOut(places: ReadonlySet<Path | undefined>, place: Path | undefined): boolean {
  for (let at = place; at; at = at.prev) if (places.has(at)) return true;
  return places.has(undefined);
}
