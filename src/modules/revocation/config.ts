import { defineConfig } from '../../toolkit/define-config.js';
import { integer, oneOf } from '../../toolkit/variables.js';

export interface RevocationConfig {
  /** How long revocations of other instances may be unknown until tokens are not accepted. */
  readonly maxLagSeconds: number;
  /** From one reading of them to the next. */
  readonly pollMilliseconds: number;
  /** Whether PostgreSQL says at once that there is something to read. */
  readonly wakes: boolean;
}

const MAX_LAG_SECONDS = 5;
const POLL_MILLISECONDS = 250;

export const config = defineConfig({
  variables: {
    REVOCATION_MAX_LAG_SECONDS: integer(1, 300, MAX_LAG_SECONDS).meta({
      description: '1 to 300: an instance that cannot reach the database for longer than this accepts no tokens',
    }),
    REVOCATION_POLL_MILLISECONDS: integer(50, 60_000, POLL_MILLISECONDS).meta({
      description:
        '50 to 60000: how often an instance reads what others have revoked; at most half of REVOCATION_MAX_LAG_SECONDS',
    }),
    REVOCATION_WAKE: oneOf(['on', 'off'], 'on').meta({
      description:
        'on PostgreSQL, `on`: each revocation wakes the other instances with `NOTIFY`, which takes one more connection per instance; `off`: they only poll',
    }),
  },
  prefixes: ['REVOCATION_'],
  contradictions: ({ REVOCATION_MAX_LAG_SECONDS: lag, REVOCATION_POLL_MILLISECONDS: poll }) => {
    const lagSeconds = Number(lag || MAX_LAG_SECONDS);
    const isSlow = lagSeconds >= 1 && 2 * Number(poll || POLL_MILLISECONDS) > 1000 * lagSeconds;
    return isSlow
      ? ['REVOCATION_POLL_MILLISECONDS: Set it to at most half of REVOCATION_MAX_LAG_SECONDS, or raise that.']
      : [];
  },
  read: (env) => ({
    revocation: Object.freeze({
      maxLagSeconds: env.REVOCATION_MAX_LAG_SECONDS,
      pollMilliseconds: env.REVOCATION_POLL_MILLISECONDS,
      wakes: env.REVOCATION_WAKE === 'on',
    }),
  }),
});
