import type { Metrics } from '../../module/index.js';
import type { RevocationService } from './revocation.js';

export function measureRevocations(
  { lagSeconds, sizes }: Pick<RevocationService, 'lagSeconds' | 'sizes'>,
  metrics: Metrics,
): void {
  metrics.gauge(
    {
      name: 'portcullis_revocation_lag_seconds',
      help: 'Seconds since the revocations of other instances were last read. Above REVOCATION_MAX_LAG_SECONDS no token is accepted.',
    },
    lagSeconds,
  );
  metrics.gauge(
    { name: 'portcullis_revocations', help: 'Revocations in memory, by what they revoke.', labels: ['kind'] },
    () => Object.entries(sizes()).map(([kind, value]) => ({ labels: { kind }, value })),
  );
}
