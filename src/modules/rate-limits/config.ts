import { defineConfig } from '../../toolkit/define-config.js';
import { integer, oneOf } from '../../toolkit/variables.js';
import { type Rate, rate } from './rate.js';

export interface RateLimitsConfig {
  /** False for tests and measurements: nothing is counted. */
  readonly isOn: boolean;
  /** How many wrong passwords cost no delay. */
  readonly freeAttempts: number;
  /** The delay after each further one doubles up to that. */
  readonly maxDelaySeconds: number;
  /** Failing sign-ins of a client's network. */
  readonly signInAddress: Rate;
  /** Failing sign-ins from networks that the accounts are not known from. */
  readonly signInOverall: Rate;
  /** Registrations of a client's network. */
  readonly register: Rate;
  /** Requests for mails of a client's network. */
  readonly mails: Rate;
  /** Failing uses of mailed links of a client's network. */
  readonly links: Rate;
  /** Refreshes of a session. */
  readonly refresh: Rate;
  /** Access tokens of a client's network whose signature does not hold. */
  readonly badTokens: Rate;
}

export const config = defineConfig({
  variables: {
    RATE_LIMITS: oneOf(['on', 'off'], 'on').meta({
      description: '`off`: nothing is counted; only for load tests. [What is limited](deploying.md#limits-on-sign-in)',
    }),
    RATE_LIMIT_SIGN_IN_ATTEMPTS: integer(1, 100, 5).meta({
      description:
        '1 to 100: how many wrong passwords for an account cause no delay. Each further one doubles the delay, starting at one second',
    }),
    RATE_LIMIT_SIGN_IN_DELAY_SECONDS: integer(1, 900, 900).meta({
      description: '1 to 900: the longest such delay; 15 minutes by default',
    }),
    RATE_LIMIT_SIGN_IN_ADDRESS: rate('100/15m').meta({
      description: 'failed sign-ins per client address, or per IPv6 /64',
    }),
    RATE_LIMIT_SIGN_IN_OVERALL: rate('1000/1m').meta({
      description:
        'failed sign-ins of all clients together; clients from which an account has signed in before are not affected',
    }),
    RATE_LIMIT_REGISTER: rate('50/1h').meta({ description: 'registrations per client address' }),
    RATE_LIMIT_MAILS: rate('30/15m').meta({
      description: 'requests for mails (`requestPasswordReset`, `requestEmailVerification`) per client address',
    }),
    RATE_LIMIT_LINKS: rate('60/15m').meta({
      description: 'failed uses of mailed links (`resetPassword`, `verifyEmail`) per client address',
    }),
    RATE_LIMIT_REFRESH: rate('60/1m').meta({ description: 'refreshes per session' }),
    RATE_LIMIT_BAD_TOKENS: rate('600/1m').meta({
      description: 'access tokens that do not verify, per client address',
    }),
  },
  prefixes: ['RATE_LIMIT'],
  read: (env) => ({
    rateLimits: Object.freeze({
      isOn: env.RATE_LIMITS === 'on',
      freeAttempts: env.RATE_LIMIT_SIGN_IN_ATTEMPTS,
      maxDelaySeconds: env.RATE_LIMIT_SIGN_IN_DELAY_SECONDS,
      signInAddress: env.RATE_LIMIT_SIGN_IN_ADDRESS,
      signInOverall: env.RATE_LIMIT_SIGN_IN_OVERALL,
      register: env.RATE_LIMIT_REGISTER,
      mails: env.RATE_LIMIT_MAILS,
      links: env.RATE_LIMIT_LINKS,
      refresh: env.RATE_LIMIT_REFRESH,
      badTokens: env.RATE_LIMIT_BAD_TOKENS,
    }),
  }),
});
