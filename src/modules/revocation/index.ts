import type { Database } from '../../database/index.js';
import type { Log } from '../../module/index.js';
import { LONGEST_FOREIGN_LIFETIME_SECONDS, LONGEST_LIFETIME_SECONDS } from '../../tokens/index.js';
import { defineModule } from '../../toolkit/define-module.js';
import { startPolling } from '../../toolkit/polling.js';
import { repeat } from '../../toolkit/repeat.js';
import { type RevocationConfig, config as variables } from './config.js';
import { measureRevocations } from './metrics.js';
import { migrations } from './migrations.js';
import { createRevocationService, type RevocationService } from './revocation.js';
import { CHANNEL } from './store.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly revocation: RevocationConfig;
  }
  interface Services {
    revocation: RevocationService;
  }
}

/** However many revocations wake it, it reads no more often. */
const WAKE_PAUSE_MILLISECONDS = 20;
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
      wakes: config.revocation.wakes,
      uptime: () => performance.now(),
    }),
  }),
  start: async ({ config, database, services, log, metrics }) => {
    await services.revocation.catchUp();
    measureRevocations(services.revocation, metrics);
    const { pollMilliseconds, wakes } = config.revocation;
    const polling = startPolling({
      task: services.revocation.catchUp,
      intervalMilliseconds: pollMilliseconds,
      pauseMilliseconds: WAKE_PAUSE_MILLISECONDS,
      onFailure: (error) =>
        log.error(
          { err: error },
          'could not read the revocations of other instances; after REVOCATION_MAX_LAG_SECONDS no token is accepted',
        ),
    });
    const stopListening = wakes ? listen(database, polling.wake, log) : () => {};
    const stopCleaningUp = repeat(CLEAN_UP_MILLISECONDS, services.revocation.removeExpired, (error) =>
      log.warn({ err: error }, 'could not remove expired revocations'),
    );
    return () => {
      stopListening();
      polling.stop();
      stopCleaningUp();
    };
  },
});

function listen(database: Database, onNotified: () => void, log: Log): () => void {
  const onLost = (err: unknown) =>
    log.warn({ err }, 'notifications of revocations are interrupted; this instance polls instead');
  return database.listen({ channel: CHANNEL, onNotified, onLost });
}
