import { compareMigrations, type MigrationDifference } from '../database/index.js';
import type { Module, ModuleDeps } from '../module/index.js';
import { createSharedCheck } from '../toolkit/shared-check.js';
import { within } from '../toolkit/within.js';
import { migrationsOf } from './migrations.js';

/** Something without which no request can be answered well. Anybody may read the reason why it is not there. */
export type ReadinessCheck = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Whether a server takes requests, and what keeps it from that. */
export interface Readiness {
  readonly status: 'ready' | 'not ready';
  readonly checks: Readonly<Record<'database' | 'migrations' | 'feed' | 'keys' | 'drain', ReadinessCheck>>;
}

const INTERVAL_MILLISECONDS = 1000;
const LIMIT_MILLISECONDS = 2000;

/**
 * Asks whether a server is ready. However many ask, the database is written to, and read from, once a second at most; so
 * what they learn is up to a second old.
 */
export function createReadiness(
  { services, database, log }: Pick<ModuleDeps, 'services' | 'database' | 'log'>,
  modules: readonly Module[],
): (isDraining: () => boolean) => Promise<Readiness> {
  const { instances, keys, revocation } = services;
  const migrations = migrationsOf(modules);
  const compare = createSharedCheck({
    check: () => compareMigrations(database.query, migrations),
    onFailure: (error) => log.warn({ err: error }, 'not ready: the migrations of the database cannot be read'),
    intervalMilliseconds: INTERVAL_MILLISECONDS,
  });
  return async (isDraining) => {
    const [takesWrites, difference] = await Promise.all([
      instances.isDatabaseReady(),
      within(LIMIT_MILLISECONDS, compare()),
    ]);
    return summaryOf({
      database: checkOf(takesWrites ? undefined : 'The database accepts no writes.'),
      migrations: checkOf(problemOfMigrations(difference)),
      feed: checkOf(revocation.isCurrent() ? undefined : 'Cannot read what other instances revoked.'),
      keys: checkOf(problemOfKeys(keys)),
      drain: checkOf(isDraining() ? 'The server is stopping.' : undefined),
    });
  };
}

function summaryOf(checks: Readiness['checks']): Readiness {
  return { status: Object.values(checks).every(({ ok }) => ok) ? 'ready' : 'not ready', checks };
}

function checkOf(reason: string | undefined): ReadinessCheck {
  return reason === undefined ? { ok: true } : { ok: false, reason };
}

function problemOfMigrations(difference: MigrationDifference | false): string | undefined {
  if (!difference) return 'The migrations of the database cannot be read.';
  if (difference.newer.length > 0) return 'The database is newer than this server.';
  return difference.pending.length > 0 ? 'The database is older than this server.' : undefined;
}

function problemOfKeys(keys: ModuleDeps['services']['keys']): string | undefined {
  if (!keys.isCurrent()) return 'The signing keys cannot be read.';
  return keys.hasSigningKey() ? undefined : 'There is no signing key.';
}
