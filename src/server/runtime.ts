import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { type AccessTable, scopesOfRoles } from '../access/index.js';
import { type Database, isDatabaseThere, openDatabase } from '../database/index.js';
import type { Hooks, Log, Metrics, Module, ModuleDeps, Services, StandardRoles, Stop } from '../module/index.js';
import { createMasterKeys } from '../tokens/index.js';
import { stopAll } from '../toolkit/stop-all.js';
import type { ServerConfig } from './config/config.js';
import { hasMasterKey, missingMasterKey, readOrCreateMasterKey } from './config/master-key-file.js';
import { createLog, type OwnLog, withPlainErrors } from './log.js';
import { createLogParts, type LogParts } from './log-parts.js';
import type { LogSink } from './log-sink.js';
import { createStatementTime, measureConnections } from './metrics/database-metrics.js';
import { noMetrics } from './metrics/no-metrics.js';
import { migrationsOf } from './migrations.js';
import { readRoles } from './schema/roles.js';
import { announce as announceOnOutput } from './standard-output.js';
import { noTracing, type Tracing } from './tracing/tracing.js';

export interface RuntimeOptions extends Hooks {
  readonly modules: readonly Module[];
  readonly config: ServerConfig;
  /** What an enum `Role` of one's own has for the built-in roles: ADMIN, SUPPORT and USER. */
  readonly roles?: StandardRoles | undefined;
  readonly log?: Log;
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing;
  /** Milliseconds since the epoch; by default the system's. */
  readonly clock?: () => number;
  /** By default the system's. */
  readonly randomBytes?: (size: number) => Buffer;
  /** Shows the operator what must not be in a log; by default on standard output. */
  readonly announce?: (text: string) => void;
}

/** The modules at work on a database, without a server: what the server and the commands have in common. */
export interface Runtime {
  readonly deps: ModuleDeps;
  readonly logs: LogParts;
  /** Where the lines of a log of our own go, if they are JSON. */
  readonly sink: LogSink | undefined;
  /** How many lines a log of our own could not write. */
  droppedLines(): number;
  /** Runs what the modules start with. Once. */
  start(): Promise<void>;
  /** Stops the modules and closes the database. */
  stop(): Promise<void>;
}

/** True if there is a database that `openRuntime` would not have to make. Throws a `StartupError` if it cannot be told. */
export function hasDatabase({ databaseUrl, dataDir }: ServerConfig): Promise<boolean> {
  return isDatabaseThere({ url: databaseUrl, dataDir });
}

/**
 * Opens the database, brings it up to date and makes the services of the modules. Without a `table`, as in commands, no
 * role brings a scope.
 */
export async function openRuntime(options: RuntimeOptions, table?: Pick<AccessTable, 'grants'>): Promise<Runtime> {
  const {
    modules,
    config,
    roles,
    log: given,
    metrics = noMetrics,
    tracing = noTracing,
    clock = Date.now,
    randomBytes = nodeRandomBytes,
    announce = announceOnOutput,
    ...hooks
  } = options;
  const own: OwnLog = given ? { log: given, sink: undefined, dropped: () => 0 } : await createLog(config);
  const logs = createLogParts(withPlainErrors(own.log), config.logPartLevels);
  // What can be wrong without a database comes before there is one.
  const standardRoles = readRoles(roles);
  const masterKeys = createMasterKeys(config.masterKeys ?? [await ownMasterKey(config, randomBytes)], randomBytes);
  const database = openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    ...databaseEvents(logs.of('database')),
    onStatement: tellAll([
      metrics === noMetrics ? undefined : createStatementTime(metrics),
      tracing.statements(config.databaseUrl === undefined ? 'sqlite' : 'postgres'),
    ]),
  });
  measureConnections(database, metrics);
  const services = {} as Services;
  const deps: ModuleDeps = Object.freeze({
    config,
    database,
    masterKeys,
    clock,
    randomBytes,
    log: logs.of('server'),
    metrics,
    trace: tracing.trace,
    announce,
    hooks: Object.freeze(hooks),
    roles: standardRoles,
    scopesOf: (held: readonly string[]) => (table ? scopesOfRoles(table, held) : []),
    services,
  });
  const depsOf = (module: Module): ModuleDeps => Object.freeze({ ...deps, log: logs.ofModule(module) });
  try {
    for (const module of modules) Object.assign(services, module.services?.(depsOf(module)));
    await migrate(database, modules, logs.of('database'));
  } catch (error) {
    await database.close();
    throw error;
  }
  const stops: Stop[] = [];
  return Object.freeze({
    deps,
    logs,
    sink: own.sink,
    droppedLines: own.dropped,
    start: async () => {
      for (const module of modules) {
        const stop = await module.start?.(depsOf(module));
        if (stop) stops.unshift(stop);
      }
    },
    stop: () => stopAll([...stops, database.close]),
  });
}

/** Told with the text of each statement at `debug`, without its parameters. */
function databaseEvents(log: Log): Pick<Parameters<typeof openDatabase>[0], 'onConnectionError' | 'onQuery'> {
  return {
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection broke'),
    ...(log.isLevelEnabled('debug') && { onQuery: (sql: string) => log.debug({ sql }, 'query') }),
  };
}

/**
 * The master key in the data directory; made with the database there, and never after it: another opens nothing of what
 * is in it. Which is there is asked in that order, since a process that starts beside this one makes the key first.
 */
async function ownMasterKey({ dataDir }: ServerConfig, randomBytes: (size: number) => Buffer): Promise<Buffer> {
  const isThere = await isDatabaseThere({ url: undefined, dataDir });
  if (!isThere || hasMasterKey(dataDir)) return readOrCreateMasterKey(dataDir, randomBytes);
  throw missingMasterKey(dataDir);
}

async function migrate(database: Database, modules: readonly Module[], log: Log): Promise<void> {
  const { expanded, foreign } = await database.migrate(migrationsOf(modules));
  if (expanded.length > 0) log.warn({ migrations: expanded }, 'the database is newer than this server, but compatible');
  if (foreign.length > 0)
    log.warn({ migrations: foreign }, 'the database has tables of modules that this server does not have');
}

/** Tells all of those that are there; undefined if none is. */
function tellAll<T>(listeners: readonly (((told: T) => void) | undefined)[]): ((told: T) => void) | undefined {
  const there = listeners.filter((listener) => listener !== undefined);
  if (there.length === 0) return undefined;
  return (told) => {
    for (const listener of there) listener(told);
  };
}
