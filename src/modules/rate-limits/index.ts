import { defineModule } from '../../toolkit/define-module.js';
import { repeat } from '../../toolkit/repeat.js';
import { type RateLimitsConfig, config as variables } from './config.js';
import { migrations } from './migrations.js';
import { createRateLimitsService, type RateLimitsService } from './rate-limits.js';

export type { Guess } from './sign-ins.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly rateLimits: RateLimitsConfig;
  }
  interface Services {
    rateLimits: RateLimitsService;
  }
}

const CLEAN_UP_MILLISECONDS = 60_000;

/** How often anything may be tried: passwords above all. */
export const rateLimits = defineModule({
  name: 'rate-limits',
  config: variables,
  migrations,
  services: (deps) => ({ rateLimits: createRateLimitsService(deps) }),
  start: async ({ services, log }) =>
    repeat(CLEAN_UP_MILLISECONDS, services.rateLimits.removeOld, (error) =>
      log.warn({ err: error }, 'could not remove old counts of rate limits'),
    ),
});
