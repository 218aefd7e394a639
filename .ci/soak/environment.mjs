// What an operator sets on every instance.
import { randomBytes } from 'node:crypto';

/** As behind a load balancer, which keeps connections for less long than the instances do. */
const KEEP_ALIVE_SECONDS = '75';

/** All people of the soak have one address, and some of them many sessions: no limit is to be in their way. */
const LIMITS = {
  SESSIONS_PER_USER: '1000',
  RATE_LIMIT_REGISTER: '1000000/1h',
  RATE_LIMIT_REFRESH: '1000000/1m',
  RATE_LIMIT_BAD_TOKENS: '1000000/1m',
  RATE_LIMIT_SIGN_IN_ADDRESS: '1000000/1h',
};

export function environmentOf(admin, others) {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    INSECURE_HTTP: 'on',
    PUBLIC_URL: 'http://localhost:4000',
    MASTER_KEY: randomBytes(32).toString('base64'),
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    KEEP_ALIVE_SECONDS,
    LOG_LEVEL: 'error',
    ...LIMITS,
    ...Object.fromEntries(others.map((each) => each.split('='))),
  };
}
