import type { Metrics } from '../../module/index.js';
import type { RevocationService } from './revocation.js';

export function measureRevocations(
  { lagSeconds, sizes }: Pick<RevocationService, 'lagSeconds' | 'sizes'>,
  metrics: Metrics,
): void {
  metrics.gauge(
    {
      name: 'portcullis_revocation_lag_seconds',
      help: 'For how long it is not known what other instances revoked. Above REVOCATION_MAX_LAG_SECONDS no token is accepted.',
    },
    lagSeconds,
  );
  metrics.gauge(
    { name: 'portcullis_revocations', help: 'Revocations in memory, by what is revoked.', labels: ['kind'] },
    () => Object.entries(sizes()).map(([kind, value]) => ({ labels: { kind }, value })),
  );
}
