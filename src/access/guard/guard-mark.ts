import type { GraphQLField, GraphQLFieldResolver } from 'graphql';
import type { GuardParts } from './guard.js';
import type { Passed } from './passed.js';

export type Field = GraphQLField<unknown, unknown>;
export type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** What is known of a resolver that is a guard, wherever it is found. */
export interface GuardMark {
  /** The same for all the guards of one `protectSchema`. */
  readonly owner: object;
  /** The field that it was made for. */
  readonly field: Field;
  readonly parts: GuardParts;
  readonly passed: Passed;
  /** What stands behind it: the resolver as it was given; undefined for the one by default. */
  readonly open: Resolver | undefined;
}

const marks = new WeakMap<Resolver, GuardMark>();

export function markGuard(guard: Resolver, mark: GuardMark): void {
  marks.set(guard, mark);
}

/** Undefined if it is no guard. */
export function markOf(resolver: Resolver | undefined): GuardMark | undefined {
  return resolver && marks.get(resolver);
}
