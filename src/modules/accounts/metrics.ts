import type { Metrics } from '../../module/index.js';
import type { Passwords } from './passwords.js';

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What comes back is to be told how long each hash took. */
export function createHashTime(metrics: Metrics): (seconds: number) => void {
  const observe = metrics.histogram({
    name: 'portcullis_password_hash_seconds',
    help: 'How long password hashes took, without their wait.',
    buckets: SECONDS,
  });
  return (seconds) => observe(seconds, {});
}

export function measureHashQueue({ load }: Pick<Passwords, 'load'>, metrics: Metrics): void {
  metrics.gauge(
    { name: 'portcullis_password_hashes', help: 'Password hashes that run, and that wait.', labels: ['state'] },
    () => Object.entries(load()).map(([state, value]) => ({ labels: { state }, value })),
  );
}
