import { type Observe, observing, type ToldRefusal } from '../access/index.js';
import type { Log, Module } from '../module/index.js';
import type { MissingPolicies } from '../toolkit/define-module.js';
import { createAccessLog } from './access-log/access-log.js';
import { checkOptions } from './check-options.js';
import { checkAccessPageRole } from './config/access-page-role.js';
import { loadConfig, type ServerConfig } from './config/config.js';
import type { LogPart } from './config/log-levels.js';
import { checkTrustedIssuers } from './config/trusted-issuers.js';
import { createEmbedding, type FetchHandler, type NodeHandler } from './embedding.js';
import { originOf } from './http/origin-of.js';
import type { TellViewer } from './http/told-viewer.js';
import { createLifecycle } from './lifecycle.js';
import { createLog, logWriteFailure } from './log.js';
import { type OpenOptions, openServer } from './open-server.js';
import { embeddedPaths } from './routes.js';
import { checkModules } from './schema/check-modules.js';
import { createSchema } from './schema/schema.js';
import { missingScopes } from './schema/scopes.js';
import { createStartAtRequest } from './start-at-request.js';

export interface ServerOptions extends Omit<OpenOptions, 'config'> {
  /** By default what `loadConfig` reads from the environment. */
  readonly config?: ServerConfig;
  /** @internal */
  readonly [observing]?: Observe | undefined;
}

/** The same, if the modules together define every policy that the schema names, as far as types can tell. */
export type OptionsWith<TModules extends readonly Module[]> = Omit<ServerOptions, 'modules'> & {
  readonly modules: TModules &
    ([MissingPolicies<TModules[number]>] extends [never]
      ? unknown
      : { readonly 'no module defines the policy': MissingPolicies<TModules[number]> });
};

export interface Server {
  /**
   * Starts everything and listens on PORT; resolves when it accepts requests. Rejects with a `StartupError` that says
   * what prevents the start.
   */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /**
   * Starts everything except its own port, for `handler` and `fetch`. They do so themselves at the first request, so
   * call this to start earlier, or to catch a `StartupError`. Nothing is started twice.
   */
  start(): Promise<void>;
  /** The server as a handler in your own Node server: `app.use(server.handler)`. */
  readonly handler: NodeHandler;
  /** The server for anything that uses the Fetch API. */
  readonly fetch: FetchHandler;
  /**
   * Reloads the TLS certificate, which is also reloaded within a second when it changes, and reopens the file of
   * `ACCESS_LOG`.
   */
  reload(): Promise<void>;
  /** Accepts no more requests, lets those in flight finish, then stops everything. */
  close(): Promise<void>;
}

/**
 * Creates a server of these modules. Throws a `StartupError` that lists the mistakes in the configuration or the
 * schema, before anything is opened.
 */
export function createServer<const TModules extends readonly Module[]>(given: OptionsWith<TModules>): Server {
  const { modules, config = loadConfig({ modules }), ...options } = given;
  checkModules(modules);
  checkOptions(given, modules);
  const warnings: string[] = [];
  // Nothing is checked before the start is through.
  const toLog = (part: LogPart, write: (log: Log, tellViewer: TellViewer) => void) =>
    void lifecycle.running()?.then(({ logs, tellViewer }) => write(logs.of(part), tellViewer));
  const accessLog = config.accessLog && createAccessLog(config.accessLog, config.accessDryRun);
  const access = createSchema(modules, {
    roles: options.roles,
    [observing]: given[observing],
    onWarning: (warning) => warnings.push(warning),
    onFailure: (error) =>
      toLog('access', (log) => log.error({ err: error }, 'an @auth check failed, so access was refused')),
    ...(accessLog && { onDecision: accessLog.tell, decisions: accessLog.decisions }),
    ...(config.accessDryRun && {
      dryRun: true,
      onRefusal: (refusal) => toLog('access', (log, tellViewer) => logDryRun(log, refusal, tellViewer)),
    }),
  });
  checkTrustedIssuers(config, access.table);
  checkAccessPageRole(config, access.table);
  warnings.push(...missingScopes(config, access.table));
  const lifecycle = createLifecycle({
    config,
    open: (real) => openServer({ modules, config: real, ...options }, { access, accessLog, warnings }),
  });
  const embedding = createEmbedding({
    paths: embeddedPaths(config),
    isDraining: lifecycle.isClosed,
    drainTimeoutSeconds: config.drainTimeoutSeconds,
    start: createStartAtRequest(lifecycle, async () => options.log ?? (await createLog(config)).log),
    onWriteFailure: (error) => toLog('http', (log) => logWriteFailure(log, error)),
  });
  return Object.freeze({
    listen: async () => {
      const { port } = await lifecycle.listen();
      return { port, url: `${originOf({ ...config, port })}/graphql` };
    },
    start: async () => void (await lifecycle.start()),
    handler: embedding.handler,
    fetch: embedding.fetch,
    reload: lifecycle.reload,
    close: () => lifecycle.close(embedding.drain),
  });
}

function logDryRun(log: Log, { path, coordinate, code, reason, viewer }: ToldRefusal, tellViewer: TellViewer): void {
  log.warn({ path: path.join('.'), coordinate, code, reason, viewer: tellViewer(viewer) }, 'would be refused');
}
