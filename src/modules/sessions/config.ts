import { LONGEST_LIFETIME_SECONDS } from '../../tokens/index.js';
import { defineConfig } from '../../toolkit/define-config.js';
import { integer } from '../../toolkit/variables.js';

const DAY_SECONDS = 86_400;

export interface SessionsConfig {
  /** How long an access token lasts. */
  readonly accessTokenSeconds: number;
  /** How long a session lasts without a refresh. */
  readonly idleSeconds: number;
  /** How long it lasts at most. */
  readonly absoluteSeconds: number;
  /** How long after a move the session does not move again, and the token before the newest gets the newest too. */
  readonly graceSeconds: number;
  /** How often in any 24 hours the token before the newest gets the newest later than that, if nobody used it. */
  readonly lateRetries: number;
  /** How many a user can have; the least recently used goes. */
  readonly perUser: number;
}

export const config = defineConfig({
  variables: {
    ACCESS_TOKEN_TTL_SECONDS: integer(1, LONGEST_LIFETIME_SECONDS, 600).meta({
      description: '1 to 3600: how long an access token is valid',
    }),
    REFRESH_IDLE_SECONDS: integer(1, 365 * DAY_SECONDS, 14 * DAY_SECONDS).meta({
      description: 'how long a session may go without a refresh before it ends; 14 days by default',
    }),
    REFRESH_ABSOLUTE_SECONDS: integer(1, 365 * DAY_SECONDS, 30 * DAY_SECONDS).meta({
      description: 'how long a session may last in total; 30 days by default',
    }),
    REFRESH_GRACE_SECONDS: integer(0, 120, 30).meta({
      description: '0 to 120: for how long a refresh token that was just used returns its successor again',
    }),
    REFRESH_LATE_RETRIES: integer(0, 5, 1).meta({
      description:
        '0 to 5: how often in any 24 hours a refresh token may be reused after that, if its successor was never used',
    }),
    SESSIONS_PER_USER: integer(1, 1000, 10).meta({
      description: '1 to 1000: the maximum number of sessions per user; a further one ends the least recently used',
    }),
  },
  prefixes: ['ACCESS_TOKEN_', 'REFRESH_', 'SESSIONS_'],
  read: (env) => ({
    sessions: Object.freeze({
      accessTokenSeconds: env.ACCESS_TOKEN_TTL_SECONDS,
      idleSeconds: env.REFRESH_IDLE_SECONDS,
      absoluteSeconds: env.REFRESH_ABSOLUTE_SECONDS,
      graceSeconds: env.REFRESH_GRACE_SECONDS,
      lateRetries: env.REFRESH_LATE_RETRIES,
      perUser: env.SESSIONS_PER_USER,
    }),
  }),
});
