import {
  defaultFieldResolver,
  type GraphQLError,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
} from 'graphql';
import { TooLargeError } from './budget.js';
import type { FieldRule } from './field-rule.js';
import type { Gate } from './gate.js';
import { isPromise, type MaybePromise } from './maybe-promise.js';
import type { Operation, Operations } from './operation.js';
import { type ErrorPlace, placeOf, refusal, tooLarge } from './refusal.js';
import { endAt } from './stream.js';
import type { TellRefusal } from './tell-refusal.js';

type Field = GraphQLField<unknown, unknown>;
type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** What stands before and after the resolver of a field. */
export interface GuardParts {
  /** On root fields: what must be so for any of them to run. */
  readonly gate: Gate | undefined;
  readonly rule: FieldRule | undefined;
}

export interface GuardOptions {
  readonly operationOf: Operations;
  readonly tell: TellRefusal | undefined;
  /** What would be refused is told, and let through. */
  readonly dryRun: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Puts a guard on a field, if it needs one. It stays synchronous unless a policy, or reading a field that is compared, is
 * not.
 */
export function guardField(field: Field, parts: GuardParts, options: GuardOptions): void {
  if (!parts.gate && !parts.rule) return;
  field.resolve = guard(field.resolve ?? defaultFieldResolver, parts, options, parts.rule?.filter && filterResult);
  // Of use to subscription fields alone; without one of its own, the root value gives the source.
  field.subscribe = guard(field.subscribe ?? defaultFieldResolver, parts, options, parts.rule?.isOwn && endStream);
}

/** One use of a guarded field. */
interface Use {
  readonly operation: Operation;
  readonly rule: FieldRule;
  /** Tells of a refusal and makes its error; undefined in a dry run. */
  readonly refuse: () => GraphQLError | undefined;
  readonly options: GuardOptions;
}

type CheckedUse = Parameters<FieldRule['check']>[0];

/** What is done with what a resolver gives. */
type Finish = (result: unknown, use: Use) => unknown;

function guard(
  resolver: Resolver,
  { gate, rule }: GuardParts,
  options: GuardOptions,
  finish: Finish | false | undefined,
): Resolver {
  return (source, args, context, info) => {
    const gated = gate?.(context, info);
    if (!rule) return resolver(source, args, context, info);
    const operation = gated ?? options.operationOf(context, info);
    const refuse = (place?: ErrorPlace) => {
      options.tell?.(operation, { path: keysOf(info.path), coordinate: `${info.parentType.name}.${info.fieldName}` });
      return options.dryRun ? undefined : refusal(operation.viewer, place);
    };
    const proceed = (isAllowed: boolean) => {
      const error = isAllowed ? undefined : refuse(placeOf(info));
      if (error) throw error;
      const result: unknown = resolver(source, args, context, info);
      return finish ? finish(result, { operation, rule, refuse, options }) : result;
    };
    const allowed = checkUse(rule, { operation, source, args, context, info }, options);
    return isPromise(allowed) ? allowed.then(proceed) : proceed(allowed);
  };
}

function checkUse(rule: FieldRule, use: CheckedUse, { dryRun }: GuardOptions): MaybePromise<boolean> {
  try {
    return rule.check(use);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    if (dryRun) return true;
    throw tooLarge(placeOf(use.info));
  }
}

const filterResult: Finish = (result, { operation, rule, refuse }) =>
  rule.filter?.filter(result, operation.rights, (value) => refuse() ?? value);

/** What only those signed in may follow ends when the token does. */
const endStream: Finish = (stream, { operation: { viewer }, options: { now, dryRun } }) => {
  const end = (source: unknown) => (dryRun ? source : endAt(source, viewer?.expiresAt ?? null, now));
  return isPromise(stream) ? stream.then(end) : end(stream);
};

/** The response keys to a field, without the indices of lists. */
function keysOf(path: GraphQLResolveInfo['path'] | undefined): readonly string[] {
  const keys: string[] = [];
  for (let at = path; at; at = at.prev) if (typeof at.key === 'string') keys.unshift(at.key);
  return keys;
}
