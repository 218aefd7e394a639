import type { Metrics } from '../../module/index.js';

/** What /readyz says, check by check; so that an alert hangs on what is missing, and not on who asks for it. */
export function measureReadiness<Check extends string>(
  read: () => Promise<Readonly<Record<Check, { readonly ok: boolean }>>>,
  metrics: Metrics,
): void {
  metrics.gauge(
    {
      name: 'portcullis_ready',
      help: 'The result of each check of /readyz: 1 if it is ok, 0 if not.',
      labels: ['check'],
    },
    async () =>
      Object.entries<{ readonly ok: boolean }>(await read()).map(([check, { ok }]) => ({
        labels: { check },
        value: Number(ok),
      })),
  );
}
