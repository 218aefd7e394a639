import { normalizedExecutor } from '@graphql-tools/executor';
import { type ExecutionResult, subscribe } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { isHere } from '../../support/hosts.js';
import { checked } from '../support.js';
import type { AttackContext, Served } from './drivers.js';
import { followOnYoga } from './yoga.js';

export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** What a subscriber gets. The one answer of a subscription that does not start is without data. */
export type Events = AsyncIterableIterator<ExecutionResult>;

/** One way to run a subscription. */
export interface Subscriber {
  readonly name: string;
  follow(served: Served, request: SubscriptionRequest, context: AttackContext): Promise<Events>;
}

export const graphqlJs: Subscriber = {
  name: 'graphql-js',
  follow: async ({ schema }, { query, variables, operationName }, contextValue) => {
    const document = checked(schema, query);
    return eventsOf(await subscribe({ schema, document, variableValues: variables, operationName, contextValue }));
  },
};

export const graphqlJit: Subscriber = {
  name: 'graphql-jit',
  follow: async ({ schema }, { query, variables = {}, operationName }, context) => {
    const compiled = compileQuery(schema, checked(schema, query), operationName);
    return eventsOf(isCompiledQuery(compiled) ? await compiled.subscribe?.({}, context, variables) : compiled);
  },
};

/** It keeps the same `variableValues` for all events of a subscription. */
export const graphqlTools: Subscriber = {
  name: '@graphql-tools/executor',
  follow: async ({ schema }, { query, variables, operationName }, contextValue) => {
    const document = checked(schema, query);
    return eventsOf(
      await normalizedExecutor({ schema, document, variableValues: variables, operationName, contextValue }),
    );
  },
};

/** Over HTTP, as Server-Sent Events. */
export const yoga: Subscriber = { name: 'GraphQL Yoga', follow: followOnYoga };

/** Each attack on a subscription is made on all of these. */
export const subscribers: readonly Subscriber[] = [
  graphqlJs,
  ...(isHere('graphql-jit') ? [graphqlJit] : []),
  graphqlTools,
  yoga,
];

function eventsOf(result: unknown): Events {
  return isStream(result) ? result[Symbol.asyncIterator]() : only(result as ExecutionResult);
}

function isStream(value: unknown): value is { [Symbol.asyncIterator](): Events } {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* only(result: ExecutionResult): Events {
  yield result;
}
