import { defaultFieldResolver, type GraphQLFieldConfig, type GraphQLFieldResolver } from 'graphql';
import type { AccessTable } from './compile.js';
import type { FieldRule } from './field-rule.js';
import type { Gate } from './gate.js';
import { isPromise } from './maybe-promise.js';
import type { Operations } from './operation.js';
import { refusal } from './refusal.js';
import { createResultFilter, type ResultFilter } from './result-filter.js';

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;
type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** What stands before and after the resolver of a field. */
export interface GuardParts {
  /** On root fields of mutations and subscriptions: what must be so for any of them to run. */
  readonly gate: Gate | undefined;
  readonly rule: FieldRule | undefined;
  readonly operationOf: Operations;
}

/**
 * The field with its guard; undefined if it needs none. It stays synchronous unless a policy, or reading a field that
 * is compared, is not.
 */
export function guardField(field: FieldConfig, table: AccessTable, parts: GuardParts): FieldConfig | undefined {
  const filter = createResultFilter(field.type, table);
  if (!parts.gate && !parts.rule && !filter) return undefined;
  return {
    ...field,
    resolve: guard(field.resolve ?? defaultFieldResolver, parts, filter),
    // Of use to subscription fields alone; without one of its own, the root value gives the source.
    subscribe: guard(field.subscribe ?? defaultFieldResolver, parts),
  };
}

function guard(resolver: Resolver, { gate, rule, operationOf }: GuardParts, filter?: ResultFilter): Resolver {
  return (source, args, context, info) => {
    const operation = operationOf(context, info);
    gate?.(operation, info);
    const refuse = () => refusal(operation.viewer);
    const proceed = (isAllowed: boolean) => {
      if (!isAllowed) throw refuse();
      const result: unknown = resolver(source, args, context, info);
      return filter ? filter(result, operation.rights, refuse) : result;
    };
    const allowed = rule ? rule.check({ operation, source, args, context, info }) : true;
    return isPromise(allowed) ? allowed.then(proceed) : proceed(allowed);
  };
}
