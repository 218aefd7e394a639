import { LONGEST_FOREIGN_LIFETIME_SECONDS, LONGEST_LIFETIME_SECONDS } from '../../tokens/index.js';
import { defineModule } from '../../toolkit/define-module.js';
import { repeat } from '../../toolkit/repeat.js';
import { type RevocationConfig, config as variables } from './config.js';
import { measureRevocations } from './metrics.js';
import { migrations } from './migrations.js';
import { createRevocationService, type RevocationService } from './revocation.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly revocation: RevocationConfig;
  }
  interface Services {
    revocation: RevocationService;
  }
}

const CATCH_UP_MILLISECONDS = 250;
const CLEAN_UP_MILLISECONDS = 60_000;
const MARGIN_SECONDS = 60;

/** The revocations of `tokens`: in memory on each instance, fed from the database. */
export const revocation = defineModule({
  name: 'revocation',
  config: variables,
  migrations,
  services: ({ config, database, clock }) => ({
    revocation: createRevocationService({
      database,
      clock,
      // The lifetime may have been longer before this start, so the longest that can be configured counts.
      retentionSeconds: LONGEST_LIFETIME_SECONDS + config.token.toleranceSeconds + MARGIN_SECONDS,
      foreignRetentionSeconds: LONGEST_FOREIGN_LIFETIME_SECONDS + config.token.toleranceSeconds + MARGIN_SECONDS,
      maxLagSeconds: config.revocation.maxLagSeconds,
      uptime: () => performance.now(),
    }),
  }),
  start: async ({ services, log, metrics }) => {
    await services.revocation.catchUp();
    measureRevocations(services.revocation, metrics);
    const stopCatchingUp = repeat(CATCH_UP_MILLISECONDS, services.revocation.catchUp, (error) =>
      log.error(
        { err: error },
        'revocations of other instances cannot be read; after REVOCATION_MAX_LAG_SECONDS no token is accepted',
      ),
    );
    const stopCleaningUp = repeat(CLEAN_UP_MILLISECONDS, services.revocation.removeExpired, (error) =>
      log.warn({ err: error }, 'expired revocations cannot be removed'),
    );
    return () => {
      stopCatchingUp();
      stopCleaningUp();
    };
  },
});
