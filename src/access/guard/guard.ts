import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import { TooLargeError } from '../decide/budget.js';
import type { Clause } from '../rules/rule.js';
import type { Use as CheckedUse } from './clause-check.js';
import type { ExecutedSchemas } from './executed-schemas.js';
import type { FieldRule } from './field-rule.js';
import type { Gate } from './gate.js';
import { type Field, markOf, type Resolver } from './guard-mark.js';
import { keepPrivate } from './keep-private.js';
import { type MaybePromise, whenThere } from './maybe-promise.js';
import type { Operations } from './operation.js';
import { Passed } from './passed.js';
import { keysOf } from './path-keys.js';
import { putGuard } from './put-guard.js';
import { placeOf, refusal, tooLarge } from './refusal.js';
import { endAt } from './stream.js';
import type { DecidedPlace, Telling } from './telling.js';

type Path = GraphQLResolveInfo['path'];

/** What stands before and after the resolver of a field. */
export interface GuardParts {
  /** On root fields: what must be so for any of them to run. */
  readonly gate: Gate | undefined;
  readonly rule: FieldRule | undefined;
  /** True of a field that gives a stream of events. */
  readonly isStream: boolean;
}

export interface GuardOptions {
  /** The same for all the guards of one `protectSchema`. */
  readonly owner: object;
  /** Throws if rules of the schema that is executed cannot be enforced. */
  readonly assertGuarded: ExecutedSchemas['assertGuarded'];
  readonly operationOf: Operations;
  readonly telling: Telling | undefined;
  /** What would be refused is told, and let through. */
  readonly dryRun: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Puts a guard on a field, if it needs one. It stays synchronous unless a policy, or reading a field that is compared, is
 * not. `like` is a guarded field that this one was made of: the guards of both count as those of one field.
 */
export function guardField(field: Field, parts: GuardParts, options: GuardOptions, like?: Field): void {
  const { gate, rule, isStream } = parts;
  if (!gate && !rule) return;
  const put = (key: 'resolve' | 'subscribe', finish: Finish | undefined) => {
    const known = markOf(like?.[key])?.passed;
    if (known) known.isAsked = true;
    const passed = known ?? new Passed();
    const make = (resolver: Resolver) => guard(resolver, parts, options, { passed, finish });
    putGuard(field, key, { owner: options.owner, parts, passed, make });
  };
  put('resolve', rule?.filter && filterResult);
  // Without one of its own, the root value gives the source.
  if (isStream) put('subscribe', rule?.own.length ? endStream : undefined);
}

/** One use of a guarded field. */
interface Use extends Omit<CheckedUse, 'sent'> {
  readonly rule: FieldRule;
  readonly options: GuardOptions;
}

/** What is done with what a resolver gives. */
type Finish = (result: unknown, use: Use) => unknown;

function guard(
  resolver: Resolver,
  { gate, rule }: GuardParts,
  options: GuardOptions,
  { passed, finish }: { readonly passed: Passed; readonly finish: Finish | undefined },
): Resolver {
  const { telling } = options;
  const run: Resolver = (source, args, context, info) => {
    if (passed.isAsked) passed.add(info);
    if (rule) keepPrivate(info);
    return resolver(source, args, context, info);
  };
  return (source, args, context, info) => {
    if (passed.isAsked && passed.has(info)) return run(source, args, context, info);
    options.assertGuarded(info.schema);
    const gated = gate?.(context, info);
    if (!rule) return run(source, args, context, info);
    const operation = gated ?? options.operationOf(context, info);
    const use: Use = { operation, source, args, context, info, notes: telling && {}, rule, options };
    const proceed = (isAllowed: boolean) => {
      const error = isAllowed ? undefined : refuse(use);
      if (error) throw error;
      if (isAllowed) telling?.allowed?.({ ...decidedAt(use), clause: () => rule.own[0], use: used(use) });
      const result: unknown = run(source, args, context, info);
      return finish ? finish(result, use) : result;
    };
    return whenThere(checkUse(use), proceed);
  };
}

function checkUse(use: Use): MaybePromise<boolean> {
  try {
    return use.rule.check(use);
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    if (use.options.dryRun) return true;
    throw tooLarge(placeOf(use.info));
  }
}

/** Tells of a refusal and makes its error, at this place; undefined in a dry run. */
function refuse(use: Use, path: Path = use.info.path, clause = () => refusedBy(use)): GraphQLError | undefined {
  const { operation, info, options } = use;
  options.telling?.refused({ ...decidedAt(use), path: keysOf(info.path), clause });
  return options.dryRun ? undefined : refusal(operation.viewer, placeOf({ path, fieldNodes: info.fieldNodes }));
}

function refusedBy({ notes, rule, operation, args }: Use): Clause | undefined {
  return notes?.failed ?? rule.refusedBy(operation.rights, args);
}

function decidedAt({ operation, context, info }: Use): Omit<DecidedPlace, 'clause'> {
  const coordinate = `${info.parentType.name}.${info.fieldName}`;
  return { running: operation, coordinate, context, operation: info.operation };
}

function used({ args, notes }: Use): DecidedPlace['use'] {
  return { args, held: notes?.held ?? [] };
}

const filterResult: Finish = (result, use) => {
  const { rule, operation, info, options } = use;
  const { rights } = operation;
  const replace = (value: unknown, at: Path) => refuse(use, at, () => rule.filter?.refusedBy(value, rights)) ?? value;
  const tell = options.telling?.seen;
  const seen = tell && ((clauses: readonly Clause[]) => tell({ ...decidedAt(use), clause: () => clauses[0] }, clauses));
  return rule.filter?.filter(result, { rights, path: info.path, replace, seen });
};

/** What only those signed in may follow ends when the token does. */
const endStream: Finish = (stream, { operation: { viewer }, options: { now, dryRun } }) => {
  const end = (source: unknown) => (dryRun ? source : endAt(source, viewer?.expiresAt ?? null, now));
  return whenThere(stream, end);
};
