import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Database, isDatabaseThere, openDatabase } from '../database/index.js';
import { StartupError } from '../errors.js';
import type { Module, ModuleDeps, Services, Stop } from '../module/module.js';
import type { AuditEvent } from '../modules/audit/index.js';
import type { ClaimsFor } from '../modules/sessions/index.js';
import { createMasterKeys } from '../tokens/index.js';
import type { Config } from './config.js';
import { createLog, type Log, withPlainErrors } from './log.js';
import { hasMasterKey, readOrCreateMasterKey } from './master-key-file.js';

export interface RuntimeOptions {
  readonly modules: readonly Module[];
  readonly config: Config;
  readonly log?: Log;
  /** Milliseconds since the epoch; by default the system's. */
  readonly clock?: () => number;
  /** By default the system's. */
  readonly randomBytes?: (size: number) => Buffer;
  /** Shows the operator what must not be in a log; by default on standard output. */
  readonly announce?: (text: string) => void;
  /** Gives the custom claims of a user's access tokens, for `@auth(claims:)`: in a second, 4 kB at most. */
  readonly claimsFor?: ClaimsFor;
  /** Told of each audit event once it is kept, to be sent elsewhere. What it throws goes to the log. */
  readonly onEvent?: (event: AuditEvent) => void | Promise<void>;
}

/** The modules at work on a database, without a server: what the server and the commands have in common. */
export interface Runtime {
  readonly deps: ModuleDeps;
  /** Runs what the modules start with. Once. */
  start(): Promise<void>;
  /** Stops the modules and closes the database. */
  stop(): Promise<void>;
}

/** True if there is a database that `openRuntime` would not have to make. Throws a `StartupError` if it cannot be told. */
export function hasDatabase({ databaseUrl, dataDir }: Config): Promise<boolean> {
  return isDatabaseThere({ url: databaseUrl, dataDir });
}

/** Opens the database, brings it up to date and makes the services of the modules. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { modules, config, clock = Date.now, randomBytes = nodeRandomBytes } = options;
  const log = withPlainErrors(options.log ?? (await createLog(config)));
  const masterKeys = config.masterKeys ?? [await ownMasterKey(config, randomBytes)];
  const database = openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection broke'),
    ...(log.isLevelEnabled('trace') && { onQuery: (sql: string) => log.trace({ sql }, 'query') }),
  });
  const services = {} as Services;
  const deps: ModuleDeps = Object.freeze({
    config,
    database,
    masterKeys: createMasterKeys(masterKeys, randomBytes),
    clock,
    randomBytes,
    log,
    announce: options.announce ?? ((text: string) => void process.stdout.write(text)),
    claimsFor: options.claimsFor,
    onEvent: (event: AuditEvent) => void tell(options.onEvent, event, log),
    services,
  });
  for (const module of modules) Object.assign(services, module.services?.(deps));
  await migrate(database, modules);
  const stops: Stop[] = [];
  return Object.freeze({
    deps,
    start: async () => {
      for (const module of modules) {
        const stop = await module.start?.(deps);
        if (stop) stops.unshift(stop);
      }
    },
    stop: async () => {
      for (const stop of stops) await stop();
      await database.close();
    },
  });
}

/**
 * The master key in the data directory; made with the database there, and never after it: another opens nothing of what
 * is in it. Which is there is asked in that order, since a process that starts beside this one makes the key first.
 */
async function ownMasterKey({ dataDir }: Config, randomBytes: (size: number) => Buffer): Promise<Buffer> {
  const isThere = await isDatabaseThere({ url: undefined, dataDir });
  if (!isThere || hasMasterKey(dataDir)) return readOrCreateMasterKey(dataDir, randomBytes);
  throw new StartupError([
    `MASTER_KEY is not set, and ${resolve(dataDir)} has a database and no master.key, without which it cannot be used. Set MASTER_KEY, or put the file back.`,
  ]);
}

/** An `onEvent` may be asynchronous, too: what it rejects with must not end the process. Nobody waits for it. */
async function tell(onEvent: RuntimeOptions['onEvent'], event: AuditEvent, log: Log): Promise<void> {
  try {
    await onEvent?.(event);
  } catch (error) {
    log.error({ err: error }, 'onEvent failed');
  }
}

async function migrate(database: Database, modules: readonly Module[]): Promise<void> {
  const migrations = modules.flatMap(({ name, migrations = {} }) =>
    Object.entries(migrations).map(([key, migration]) => [`${name}/${key}`, migration] as const),
  );
  try {
    await database.migrate(Object.fromEntries(migrations));
  } catch (error) {
    await database.close();
    throw error;
  }
}
