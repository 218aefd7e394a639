import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { SignedInViewer, Viewer } from '../../viewer.js';
import type { MaybePromise } from './maybe-promise.js';

/**
 * The viewer of a policy. Policies are not called for anonymous viewers, so a context of signed-in viewers gives its
 * own type.
 */
export type ViewerOf<TContext> = TContext extends { readonly viewer: SignedInViewer } ? SignedInViewer : Viewer;

/** The input of a policy on a field: one use of the field. */
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

/** The input of a policy on a type: one object of it. */
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
 * Grants by returning `true`, and nothing else. It is not called for anonymous viewers.
 *
 * It has the type of a method, so a function with a narrower input, such as a specific source or arguments, is one too.
 * `portcullis/codegen` checks that the schema names a policy only where it gets such an input.
 */
export type PolicyFunction<TContext> = { ask(input: PolicyInput<TContext>): unknown }['ask'];

/** A function, or one whose answers are cached within one operation and type, by the result of `key`. */
export type Policy<TContext> =
  | PolicyFunction<TContext>
  | {
      readonly decide: PolicyFunction<TContext>;
      readonly key: PolicyFunction<TContext>;
    };

/**
 * A policy that accepts each of these inputs. `portcullis/codegen` writes one for each policy that a schema names. It
 * is a `Policy` for the context of its inputs.
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
