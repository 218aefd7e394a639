import { normalizedExecutor } from '@graphql-tools/executor';
import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Access, Viewer } from '../../../src/access/index.js';
import { isHere } from '../../support/hosts.js';

/** What a resolver of a test gets: who asks, and where to write down what it did. */
export interface AttackContext {
  readonly viewer: Viewer | null | undefined;
  readonly effects: string[];
}

/** A schema as a server would hold it. */
export interface Served {
  readonly schema: GraphQLSchema;
  readonly rootValue?: unknown;
  /** What `protectSchema` made, if it is protected. */
  readonly access?: Access;
}

export interface Request {
  readonly query: string;
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly context: AttackContext;
}

/** One way to run an operation. */
export interface Driver {
  readonly name: string;
  /** It validates the document itself, so that only a valid one gets through. */
  readonly validates: boolean;
  /** It uses what `protectSchema` gives beside the schema. */
  readonly needsAccess?: true;
  ask(served: Served, request: Request): Promise<ExecutionResult>;
}

export const graphqlJs: Driver = {
  name: 'graphql-js',
  validates: false,
  ask: async ({ schema, rootValue }, { document, operationName, variables, context }) =>
    execute({ schema, document, rootValue, operationName, variableValues: variables, contextValue: context }),
};

export const graphqlJit: Driver = {
  name: 'graphql-jit',
  validates: false,
  ask: async ({ schema, rootValue }, { document, operationName, variables = {}, context }) => {
    const compiled = compileQuery(schema, document, operationName);
    return isCompiledQuery(compiled) ? compiled.query(rootValue, context, { ...variables }) : compiled;
  },
};

/** The executor of GraphQL Yoga. */
export const graphqlTools: Driver = {
  name: '@graphql-tools/executor',
  validates: false,
  ask: async ({ schema, rootValue }, { document, operationName, variables, context }) =>
    (await normalizedExecutor({
      schema,
      document,
      rootValue,
      operationName,
      variableValues: variables,
      contextValue: context,
    })) as ExecutionResult,
};

const compiled = isHere('portcullis') ? [(await import('./compiled.js')).compiled] : [];
const apollo = isHere('@apollo/server') ? await import('./apollo.js') : undefined;

/** Those that do not go through HTTP. */
export const inProcess: readonly Driver[] = [
  graphqlJs,
  ...compiled,
  ...(isHere('graphql-jit') ? [graphqlJit] : []),
  graphqlTools,
];

/** Each attack is made on all of these. */
export const drivers: readonly Driver[] = [...inProcess, ...(apollo ? [apollo.apollo, apollo.apolloWithPlugin] : [])];

/** Every server runs until then. */
export async function stopServers(): Promise<void> {
  await apollo?.stopServers();
}
