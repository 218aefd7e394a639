import { defineModule } from '../../module.js';
import { createKeyRing, type KeyRing } from '../../tokens/index.js';
import { migrations } from './migrations.js';
import { createKeyStore } from './store.js';

declare module '../../module.js' {
  interface Services {
    keys: KeyRing;
  }
}

/** The signing keys of `tokens`, sealed in the database. */
export const keys = defineModule({
  name: 'keys',
  migrations,
  services: ({ config, database, masterKeys, clock, randomBytes }) => ({
    keys: createKeyRing({
      store: createKeyStore(database),
      masterKeys,
      algorithm: config.token.algorithm,
      secret: config.token.secret,
      clock,
      randomBytes,
    }),
  }),
  start: async ({ services }) => {
    await services.keys.load();
    return undefined;
  },
});
