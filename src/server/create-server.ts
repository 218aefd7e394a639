import type { ApolloServer } from '@apollo/server';
import type { Access, ToldRefusal } from '../access/index.js';
import { createExecutor } from '../execution/index.js';
import type { Log, Module } from '../module/index.js';
import type { TrustedIssuers } from '../tokens/index.js';
import { repeat } from '../toolkit/repeat.js';
import { createApollo } from './apollo.js';
import { withTextCheck } from './check-text.js';
import { loadConfig, type ServerConfig } from './config.js';
import { createContextBuilder, type ServerContext } from './context.js';
import { createDocuments } from './documents.js';
import { createGraphqlHandler } from './graphql-handler.js';
import { createListener, type Listener, type ListenTarget } from './listener.js';
import { createQuickAnswer } from './quick-answer.js';
import { createRefusedOperations, type RefusedOperations } from './refused-operations.js';
import { reservePort, withPort } from './reserve-port.js';
import { createRoutes } from './routes.js';
import { openRuntime, type Runtime, type RuntimeOptions } from './runtime.js';
import { createSchema } from './schema.js';
import { checkTrustedIssuers } from './trusted-issuers.js';
import { createServerTrustedIssuers, createServerVerifier } from './verifier.js';
import { warningsOf } from './warnings.js';

export interface ServerOptions extends Omit<RuntimeOptions, 'config'> {
  /** By default what `loadConfig` reads from the environment. */
  readonly config?: ServerConfig;
}

export interface Server {
  /** Starts everything; resolves when requests are taken. A `StartupError` says what stops it. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /** Takes no more requests, lets the answers in flight finish, then stops everything. */
  close(): Promise<void>;
}

/**
 * A server of these modules. Throws a `StartupError` that lists the mistakes of the configuration, or of the schema,
 * before anything is opened.
 */
export function createServer({ modules, config = loadConfig({ modules }), ...options }: ServerOptions): Server {
  checkNames(modules);
  let started: Promise<Started> | undefined;
  let stopping: Promise<void> | undefined;
  const warnings: string[] = [];
  // Nothing is checked before the start is through.
  const toLog = (write: (log: Log) => void) => void started?.then(({ log }) => write(log));
  const access = createSchema(modules, {
    roles: options.roles,
    onWarning: (warning) => warnings.push(warning),
    onFailure: (error) => toLog((log) => log.error({ err: error }, 'a check of @auth failed, and refused')),
    ...(config.accessDryRun && { dryRun: true, onRefusal: (refusal) => toLog((log) => logDryRun(log, refusal)) }),
  });
  checkTrustedIssuers(config, access.table);
  return Object.freeze({
    listen: async () => {
      if (started) throw new TypeError('The server was started before.');
      started = start({ modules, config, ...options }, access, warnings);
      const { port } = await started;
      return { port, url: `http://${reachable(config.host)}:${port}/graphql` };
    },
    close: () => {
      // A start that failed has stopped by itself.
      stopping ??= Promise.resolve(
        started?.then(
          ({ stop }) => stop(),
          () => {},
        ),
      );
      return stopping;
    },
  });
}

const REFRESH_ISSUERS_MILLISECONDS = 600_000;

interface Started {
  readonly log: Log;
  readonly port: number;
  readonly stop: () => Promise<void>;
}

async function start(options: RuntimeOptions, access: Access, warnings: readonly string[]): Promise<Started> {
  const { config } = options;
  // Tokens and mails tell the port, and are made before there is a server on it.
  const reserved = config.port === 0 ? await reservePort(config.host) : undefined;
  if (!reserved) return startOn(config.port, options, access, warnings);
  try {
    return await startOn(reserved.socket, { ...options, config: withPort(config, reserved.port) }, access, warnings);
  } catch (error) {
    reserved.socket.close();
    throw error;
  }
}

async function startOn(
  target: ListenTarget,
  options: RuntimeOptions,
  access: Access,
  warnings: readonly string[],
): Promise<Started> {
  const { config } = options;
  const runtime = await openRuntime(options);
  for (const warning of [...warnings, ...warningsOf(config)]) runtime.deps.log.warn(warning);
  try {
    await runtime.start();
    const trustedIssuers = createServerTrustedIssuers(runtime.deps);
    await trustedIssuers.refresh();
    const stopRefreshing = repeat(REFRESH_ISSUERS_MILLISECONDS, trustedIssuers.refresh, () => {});
    const { apollo, listener, refused } = await assemble(runtime, options, access, trustedIssuers);
    const port = await listener.listen(target, config.host);
    const stop = async () => {
      await listener.drain();
      await apollo.stop();
      await refused.stop();
      stopRefreshing();
      await runtime.stop();
    };
    return { log: runtime.deps.log, port, stop };
  } catch (error) {
    await runtime.stop();
    throw error;
  }
}

interface Assembled {
  readonly apollo: ApolloServer<ServerContext>;
  readonly listener: Listener;
  readonly refused: RefusedOperations;
}

async function assemble(
  { deps }: Runtime,
  { config, modules }: RuntimeOptions,
  access: Access,
  trustedIssuers: TrustedIssuers,
): Promise<Assembled> {
  const { services, log, randomBytes } = deps;
  const contextOf = createContextBuilder({ verifier: createServerVerifier(deps), trustedIssuers, modules, deps });
  const execute = withTextCheck(createExecutor(access));
  const documents = createDocuments();
  const refused = createRefusedOperations({
    schema: access.schema,
    audit: services.audit,
    issuer: config.token.issuer,
    log,
  });
  const quick = createQuickAnswer({ documents, execute, refused });
  const plugins = [refused.plugin];
  const apollo = createApollo({ access, execute, documents, config, log, randomBytes, plugins });
  await apollo.start();
  const graphql = createGraphqlHandler({ apollo, quick, contextOf });
  const listener: Listener = createListener(
    createRoutes({
      graphql,
      config,
      keys: services.keys,
      revocations: services.revocation,
      instances: services.instances,
      isDraining: () => listener.isDraining(),
    }),
    { log, randomBytes },
  );
  return { apollo, listener, refused };
}

function logDryRun(log: Log, { path, coordinate, code, reason, viewer }: ToldRefusal): void {
  log.warn({ path: path.join('.'), coordinate, code, reason, subject: viewer?.subject ?? null }, 'would be refused');
}

function checkNames(modules: readonly Module[]): void {
  const names = modules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new TypeError(`Two modules are named "${twice}".`);
}

/** An address that can be opened, for one that stands for all. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
