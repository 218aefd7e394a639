import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { Viewer } from './viewer.js';

/** What a policy is asked about, on a field: one use of it. */
export interface FieldPolicyInput<TContext> {
  readonly viewer: Viewer;
  readonly source: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: TContext;
  readonly info: GraphQLResolveInfo;
}

/** What a policy is asked about, on a type: one object of it. */
export interface TypePolicyInput<TContext> {
  readonly viewer: Viewer;
  readonly source: unknown;
  readonly context: TContext;
  readonly type: GraphQLObjectType;
}

export type PolicyInput<TContext> = FieldPolicyInput<TContext> | TypePolicyInput<TContext>;

/** Grants by `true`, and by nothing else. It is not asked for an anonymous viewer. */
export type PolicyFunction<TContext> = (input: PolicyInput<TContext>) => unknown;

/** A function, or one whose answers are remembered: for one operation, by what `key` makes of the input. */
export type Policy<TContext> =
  | PolicyFunction<TContext>
  | {
      readonly decide: PolicyFunction<TContext>;
      readonly key: (input: PolicyInput<TContext>) => unknown;
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
