import { StartupError } from '../errors.js';
import type { Check, Finding } from '../module/index.js';
import type { ServerConfig } from '../server/config/config.js';
import type { ServerOptions } from '../server/create-server.js';
import { inspectIssuer, type MasterKeys } from '../tokens/index.js';
import { error, fromError } from '../toolkit/findings.js';
import { checkClock } from './clock.js';
import { type ConfigurationOptions, readConfiguration } from './configuration.js';
import { checkConnections } from './connections.js';
import { checkDatabase } from './database.js';
import { checkDiskSpace } from './disk-space.js';
import { checkFileModes } from './file-modes.js';
import { findDatabase } from './find-database.js';
import { checkIssuers } from './issuers.js';
import { checkMasterKey, findMasterKeys } from './master-key.js';
import { checkMigrations } from './migrations.js';
import { checkPort } from './port.js';
import { checkSchema } from './schema.js';
import type { Subject, SubjectCheck } from './subject.js';
import { checkTls } from './tls.js';

/** What a check found, and which one. */
export interface NamedFinding extends Finding {
  readonly check: string;
}

export interface ExamineOptions extends ConfigurationOptions, Pick<ServerOptions, 'modules' | 'roles' | 'clock'> {
  /** How long each check may take. */
  readonly limitSeconds?: number;
}

const LIMIT_SECONDS = 20;

const ofServer: Readonly<Record<string, SubjectCheck>> = {
  schema: checkSchema,
  'master-key': checkMasterKey,
  database: checkDatabase,
  migrations: checkMigrations,
  disk: checkDiskSpace,
  connections: checkConnections,
  files: checkFileModes,
  issuers: checkIssuers,
  clock: checkClock,
};
/** Of one that listens itself. */
const ofListener: Readonly<Record<string, SubjectCheck>> = { tls: checkTls, port: checkPort };

/**
 * Tries out what a server of this configuration needs, and says what is well and what is not. Changes nothing. No check
 * stops another; without a configuration that can be read there are none.
 */
export async function examine(options: ExamineOptions): Promise<readonly NamedFinding[]> {
  const { config, findings } = readConfiguration(options);
  const named = findings.map((finding) => ({ check: 'configuration', ...finding }));
  if (!config) return named;
  const subject = await prepare(config, options);
  try {
    return [...named, ...(await runAll(subject, options))];
  } finally {
    await subject.found.database?.close();
  }
}

async function prepare(config: ServerConfig, { modules, roles, clock = Date.now }: ExamineOptions): Promise<Subject> {
  const found = await findDatabase(config, modules);
  const isUsable = found.database !== undefined && found.difference?.pending.length === 0;
  let inspections: ReturnType<Subject['inspectIssuers']> | undefined;
  return {
    config,
    modules,
    roles,
    clock,
    found,
    database: isUsable ? found.database : undefined,
    masterKeys: masterKeysOf(config),
    inspectIssuers: () => {
      inspections ??= Promise.all(config.trustedIssuers.map((issuer) => inspectIssuer(issuer, clock)));
      return inspections;
    },
  };
}

/** What is wrong with them, their own check says. */
function masterKeysOf(config: ServerConfig): MasterKeys | undefined {
  try {
    return findMasterKeys(config);
  } catch (cause) {
    if (cause instanceof StartupError) return undefined;
    throw cause;
  }
}

async function runAll(subject: Subject, options: ExamineOptions): Promise<readonly NamedFinding[]> {
  const { isEmbedded, modules, limitSeconds = LIMIT_SECONDS } = options;
  const own = Object.entries({ ...ofServer, ...(isEmbedded ? {} : ofListener) });
  const others: readonly (readonly [string, Check])[] = modules.flatMap(({ checks = {} }) => Object.entries(checks));
  const found = [...own, ...others].map(async ([check, run]) => {
    const findings = await within(limitSeconds, async () => run(subject)).catch(fromError);
    return findings.map((finding) => ({ check, ...finding }));
  });
  return (await Promise.all(found)).flat();
}

async function within(seconds: number, run: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    const finding = error(`There was no answer within ${seconds} s.`, 'See what it waits for, and run it again.');
    timer = setTimeout(resolve, seconds * 1000, [finding]);
  });
  try {
    return await Promise.race([run(), late]);
  } finally {
    clearTimeout(timer);
  }
}
