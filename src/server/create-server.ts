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

/** The same, where the modules have between them every policy that the schema names, as far as types can tell. */
export type OptionsWith<TModules extends readonly Module[]> = Omit<ServerOptions, 'modules'> & {
  readonly modules: TModules &
    ([MissingPolicies<TModules[number]>] extends [never]
      ? unknown
      : { readonly 'no module has the policy': MissingPolicies<TModules[number]> });
};

export interface Server {
  /** Starts everything, and takes requests on PORT; resolves when it does. A `StartupError` says what stops it. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /**
   * Starts everything but a port of its own, for `handler` and `fetch`. They do so themselves at the first request, so
   * this is for a host that wants to know of a `StartupError`, or to have it done before. Nothing is started twice.
   */
  start(): Promise<void>;
  /** The server in a Node server of yours: `app.use(server.handler)`. */
  readonly handler: NodeHandler;
  /** The server in whatever speaks the Fetch API. */
  readonly fetch: FetchHandler;
  /**
   * Reads what was given as files again: the TLS certificate, which changes by itself within a second too. Opens the file of
   * `ACCESS_LOG` again.
   */
  reload(): Promise<void>;
  /** Takes no more requests, lets the answers in flight finish, then stops everything. */
  close(): Promise<void>;
}

/**
 * A server of these modules. Throws a `StartupError` that lists the mistakes of the configuration, or of the schema,
 * before anything is opened.
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
    onFailure: (error) => toLog('access', (log) => log.error({ err: error }, 'a check of @auth failed, and refused')),
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
