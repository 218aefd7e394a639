import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { SignedInViewer, Viewer } from '../../viewer.js';
import type { MaybePromise } from './maybe-promise.js';

/** The viewer of a policy. Nobody asks one for an anonymous viewer, so with a context of those signed in it is theirs. */
export type ViewerOf<TContext> = TContext extends { readonly viewer: SignedInViewer } ? SignedInViewer : Viewer;

/** What a policy is asked about, on a field: one use of it. */
export interface FieldPolicyInput<
  TContext,
  TSource = unknown,
  TArgs = Record<string, unknown>,
  TViewer = ViewerOf<TContext>,
> {
  readonly viewer: TViewer;
  readonly source: TSource;
  readonly args: Readonly<TArgs>;
  readonly context: TContext;
  readonly info: GraphQLResolveInfo;
}

/** What a policy is asked about, on a type: one object of it. */
export interface TypePolicyInput<TContext, TSource = unknown, TViewer = ViewerOf<TContext>> {
  readonly viewer: TViewer;
  readonly source: TSource;
  readonly context: TContext;
  readonly type: GraphQLObjectType;
}

export type PolicyInput<TContext> =
  | FieldPolicyInput<TContext, unknown, Record<string, unknown>, Viewer>
  | TypePolicyInput<TContext, unknown, Viewer>;

/**
 * Grants by `true`, and by nothing else. It is not asked for an anonymous viewer.
 *
 * It is the type of a method, so that a function of a narrower input is one too: that of a source or arguments of its
 * own. Whether a policy is named only where it gets such an input, the schema says; `portcullis/codegen` checks it.
 */
export type PolicyFunction<TContext> = { ask(input: PolicyInput<TContext>): unknown }['ask'];

/** A function, or one whose answers are remembered: for one operation and type, by what `key` makes of the input. */
export type Policy<TContext> =
  | PolicyFunction<TContext>
  | {
      readonly decide: PolicyFunction<TContext>;
      readonly key: PolicyFunction<TContext>;
    };

/**
 * A policy that takes every one of these inputs, and answers yes or no. `portcullis/codegen` makes one of each policy
 * that a schema names. It is a `Policy` of the context of its inputs.
 */
export type PolicyOf<TInput> =
  | ((input: TInput) => MaybePromise<boolean>)
  | {
      readonly decide: (input: TInput) => MaybePromise<boolean>;
      readonly key: (input: TInput) => unknown;
    };

export interface CompiledPolicy {
  readonly decide: PolicyFunction<unknown>;
  readonly key: ((input: PolicyInput<unknown>) => unknown) | undefined;
}

/** Takes the policies as they are now. Throws a `TypeError` that names one that is no policy. */
export function compilePolicies<TContext>(
  policies: Readonly<Record<string, Policy<TContext>>> = {},
): ReadonlyMap<string, CompiledPolicy> {
  return new Map(
    Object.entries(policies).map(([name, policy]) => {
      const { decide, key, ...others } =
        typeof policy === 'function' ? { decide: policy, key: undefined } : { ...policy };
      const isKey = key === undefined || typeof key === 'function';
      if (typeof decide !== 'function' || !isKey || Object.keys(others).length > 0) {
        throw new TypeError(`The policy "${name}" is neither a function nor { decide, key }.`);
      }
      return [name, { decide: decide as CompiledPolicy['decide'], key: key as CompiledPolicy['key'] }];
    }),
  );
}
