import { defineConfig } from '../../toolkit/define-config.js';
import { integer } from '../../toolkit/variables.js';

export interface RevocationConfig {
  /** How long revocations of other instances may be unknown until tokens are not accepted. */
  readonly maxLagSeconds: number;
}

export const config = defineConfig({
  variables: {
    REVOCATION_MAX_LAG_SECONDS: integer(1, 300, 5).meta({
      description: '1 to 300: an instance that does not reach the database for longer accepts no token',
    }),
  },
  prefixes: ['REVOCATION_'],
  read: (env) => ({ revocation: Object.freeze({ maxLagSeconds: env.REVOCATION_MAX_LAG_SECONDS }) }),
});
