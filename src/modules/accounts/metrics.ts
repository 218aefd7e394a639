import type { Metrics } from '../../module/index.js';
import type { AroundHash, Passwords } from './passwords.js';

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** What comes back runs a hash, and measures how long it takes. */
export function measureHashes(metrics: Metrics): AroundHash {
  const observe = metrics.histogram({
    name: 'portcullis_password_hash_seconds',
    help: 'How long password hashes took, excluding the time in the queue.',
    buckets: SECONDS,
  });
  return async (hash) => {
    const start = performance.now();
    try {
      return await hash();
    } finally {
      observe((performance.now() - start) / 1000, {});
    }
  };
}

export function measureHashQueue({ load }: Pick<Passwords, 'load'>, metrics: Metrics): void {
  metrics.gauge(
    {
      name: 'portcullis_password_hashes',
      help: 'Password hashes that are running and that are waiting.',
      labels: ['state'],
    },
    () => Object.entries(load()).map(([state, value]) => ({ labels: { state }, value })),
  );
}
