import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { normalizedExecutor } from '@graphql-tools/executor';
import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Access, Viewer } from '../../../src/access/index.js';
import { createExecutor, type Executor, JsonText } from '../../../src/execution/index.js';

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

/** The executor of the server, which leaves out the guards of what is granted before it runs. */
export const compiled: Driver = {
  name: 'compiled',
  validates: false,
  ask: async (served, { document, operationName, variables, context }) => {
    const { schema, access, rootValue } = served;
    const execute =
      executors.get(served) ?? createExecutor({ schema, ...(access && { chooseResolvers: access.chooseResolvers }) });
    executors.set(served, execute);
    const result = await execute({
      document,
      rootValue,
      operationName,
      variableValues: variables,
      contextValue: context,
    });
    return { ...result, ...(result.data instanceof JsonText && { data: result.data.toJSON() }) } as ExecutionResult;
  },
};

const executors = new WeakMap<Served, Executor>();

export const apollo: Driver = {
  name: 'Apollo Server',
  validates: true,
  ask: (served, request) => askOverHttp(plainServers, served, request),
};

/** Introspection is shaped by the viewer. */
export const apolloWithPlugin: Driver = {
  name: 'Apollo Server with the plugin',
  validates: true,
  needsAccess: true,
  ask: (served, request) => askOverHttp(serversWithPlugin, served, request),
};

/** Each attack is made on all of these. */
export const drivers: readonly Driver[] = [graphqlJs, compiled, graphqlJit, graphqlTools, apollo, apolloWithPlugin];

interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

type Servers = Map<Served, Promise<RunningServer>>;

const plainServers: Servers = new Map();
const serversWithPlugin: Servers = new Map();
const contexts = new Map<string, AttackContext>();

/** The context stays here, and its number goes in a header: a hostile viewer is not JSON. */
async function askOverHttp(
  servers: Servers,
  served: Served,
  { query, operationName, variables, context }: Request,
): Promise<ExecutionResult> {
  const server = servers.get(served) ?? startServer(served, servers === serversWithPlugin ? pluginsOf(served) : []);
  servers.set(served, server);
  const { url } = await server;
  const id = randomUUID();
  contexts.set(id, context);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-context': id },
    body: JSON.stringify({ query, operationName, variables }),
  });
  contexts.delete(id);
  return (await response.json()) as ExecutionResult;
}

/** Every server runs until then. */
export async function stopServers(): Promise<void> {
  const running = await Promise.all([...plainServers.values(), ...serversWithPlugin.values()]);
  plainServers.clear();
  serversWithPlugin.clear();
  await Promise.all(running.map((server) => server.stop()));
}

function pluginsOf({ access }: Served): readonly ApolloServerPlugin[] {
  return access ? [access.apolloPlugin()] : [];
}

async function startServer(
  { schema, rootValue }: Served,
  plugins: readonly ApolloServerPlugin[],
): Promise<RunningServer> {
  const server = new ApolloServer<AttackContext>({
    schema,
    rootValue,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ...plugins,
    ],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => {
      const context = contexts.get(String(req.headers['x-context']));
      if (context === undefined) throw new Error('A request without the number of its context.');
      return context;
    },
  });
  return { url, stop: () => server.stop() };
}
