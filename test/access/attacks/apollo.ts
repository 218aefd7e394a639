import { randomUUID } from 'node:crypto';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { ExecutionResult } from 'graphql';
import type { AttackContext, Driver, Request, Served } from './drivers.js';

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
