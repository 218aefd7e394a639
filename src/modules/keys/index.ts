import {
  createKeyManager,
  createKeyRing,
  type KeyManager,
  type KeyRing,
  LONGEST_LIFETIME_SECONDS,
} from '../../tokens/index.js';
import { defineModule } from '../../toolkit/define-module.js';
import { repeat } from '../../toolkit/repeat.js';
import { checkKeys } from './check-keys.js';
import { type KeysConfig, config as variables } from './config.js';
import { measureKeys } from './metrics.js';
import { migrations } from './migrations.js';
import { createKeyStore } from './store.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly keys: KeysConfig;
  }
  interface Services {
    keys: KeyRing;
    keyManager: KeyManager;
  }
}

const CATCH_UP_MILLISECONDS = 250;
const UPKEEP_MILLISECONDS = 60_000;

/** The signing keys of `tokens`: sealed in the database, and in memory on each instance. */
export const keys = defineModule({
  name: 'keys',
  needs: ['audit'],
  config: variables,
  migrations,
  checks: { 'signing-keys': checkKeys },
  services: ({ config, database, masterKeys, services, clock, randomBytes, log }) => {
    const { algorithm, secret, rotationSeconds } = config.keys;
    const store = createKeyStore({ database, record: (tx, record) => services.audit.record(tx, record) });
    const ring = createKeyRing({
      store,
      masterKeys,
      algorithm,
      secret,
      maxLagSeconds: config.revocation.maxLagSeconds,
      clock,
      uptime: () => performance.now(),
      onUnopened: (kid) =>
        log.warn(
          { kid },
          'this signing key cannot be opened with MASTER_KEY, or is too weak to be used; its tokens are refused here',
        ),
    });
    const keyManager = createKeyManager({
      ring,
      store,
      masterKeys,
      algorithm,
      secret,
      // The lifetime may have been longer before this start, so the longest that can be configured counts.
      acceptedSeconds: LONGEST_LIFETIME_SECONDS + config.token.toleranceSeconds,
      rotationSeconds,
      clock,
      randomBytes,
    });
    return { keys: ring, keyManager };
  },
  start: async ({ services, clock, log, metrics }) => {
    let keptAt = clock();
    await services.keyManager.upkeep();
    measureKeys({ services, clock }, metrics);
    const stopCatchingUp = repeat(CATCH_UP_MILLISECONDS, services.keys.catchUp, (error) =>
      log.error(
        { err: error },
        'could not read the signing keys that other instances created or retired; after REVOCATION_MAX_LAG_SECONDS no token is accepted',
      ),
    );
    // By the clock, which may be set back; and apart from the other, which must not wait for a key to be made.
    const keepUp = async () => {
      if (Math.abs(clock() - keptAt) < UPKEEP_MILLISECONDS) return;
      keptAt = clock();
      await services.keyManager.upkeep();
    };
    const stopUpkeep = repeat(CATCH_UP_MILLISECONDS, keepUp, (error) =>
      log.error({ err: error }, 'could not maintain the signing keys'),
    );
    return () => {
      stopCatchingUp();
      stopUpkeep();
    };
  },
});
