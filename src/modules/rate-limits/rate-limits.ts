import type { Client, ModuleDeps } from '../../module/index.js';
import { networkOf, UNKNOWN_NETWORK } from '../../toolkit/client-network.js';
import {
  type Attempt,
  type Attempts,
  type Counting,
  createAttempts,
  noAttempts,
  type RefusedAttempt,
  toldOf,
} from './attempts.js';
import { type BadTokens, createBadTokens, noBadTokens } from './bad-tokens.js';
import type { RateLimitsConfig } from './config.js';
import { createDatabaseCounters } from './database-counters.js';
import { removeUnused } from './known-networks.js';
import { createMemoryCounters } from './memory-counters.js';
import type { Rate } from './rate.js';
import { windowRule } from './rule.js';
import { createSecretNames, type SecretNames } from './secret-names.js';
import { createSignIns, KNOWN_MILLISECONDS, type SignIns } from './sign-ins.js';

/** What is counted in windows, each with a variable of its own. */
export type LimitName = 'register' | 'mails' | 'links' | 'refresh';

/** A field, and how often it may be asked for. */
export interface UseLimit extends Rate {
  readonly coordinate: string;
}

/** Who asks for it: the issuer and the subject of their token, or where they come from. */
export interface User {
  readonly user: readonly string[] | undefined;
  readonly client: Client;
}

export interface RateLimitsService extends SignIns {
  /** Counts an attempt of this subject before it is made. `RATE_LIMITED` with `retryAfter` if there were too many. */
  take(limit: LimitName, subject: string): Promise<Attempt>;
  /** Counts uses of fields together; none, if there is no room for one. Gives the first that there was none for. */
  takeUses(uses: readonly UseLimit[], by: User): Promise<RefusedAttempt | undefined>;
  readonly badTokens: BadTokens;
  /** Forgets what is over. */
  removeOld(): Promise<void>;
}

export interface LimitsOptions extends Pick<ModuleDeps, 'database' | 'clock'> {
  readonly limits: RateLimitsConfig;
  readonly attempts: Attempts;
  readonly names: SecretNames;
}

/** On SQLite, where there is one server, counts are in its memory; on PostgreSQL all servers share them. */
export function createRateLimitsService(
  deps: Pick<ModuleDeps, 'config' | 'database' | 'masterKeys' | 'clock' | 'randomBytes' | 'metrics' | 'log'>,
): RateLimitsService {
  const { database, clock, metrics, log } = deps;
  const { rateLimits: limits } = deps.config;
  const countRefused = metrics.counter({
    name: 'portcullis_rate_limited_total',
    help: 'Refused attempts, by limit.',
    labels: ['limit'],
  });
  const counters =
    database.dialect === 'postgres' ? createDatabaseCounters(database.query, clock) : createMemoryCounters(clock);
  const names = createSecretNames(deps);
  const onRefused = ({ subject, told }: Counting, retryAfter: number) => {
    countRefused({ limit: subject[0] ?? '' });
    log.info({ ...told, retryAfter }, 'a rate limit was reached');
  };
  const attempts = limits.isOn ? createAttempts({ counters, names, clock, onRefused }) : noAttempts;
  return Object.freeze({
    ...createSignIns({ database, clock, limits, attempts, names }),
    take: (limit, subject) =>
      (subject === UNKNOWN_NETWORK ? noAttempts : attempts).take({
        rule: windowRule(limits[limit]),
        subject: [limit, subject],
        told: { limit, by: subject },
      }),
    takeUses: async (uses, { user, client }) => {
      const by = user ?? [networkOf(client)];
      const taken = await attempts.takeAll(
        uses.map((limit) => ({
          rule: windowRule(limit),
          subject: ['use', limit.coordinate, ...by],
          told: { limit: limit.coordinate, ...toldOf(client) },
        })),
      );
      return 'refused' in taken ? taken.refused : undefined;
    },
    badTokens: limits.isOn ? createBadTokens(limits.badTokens, clock) : noBadTokens,
    removeOld: async () => {
      await counters.removeExpired();
      await removeUnused(database.query, clock() - KNOWN_MILLISECONDS);
    },
  } satisfies RateLimitsService);
}
