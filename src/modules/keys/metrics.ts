import type { Metrics, ModuleDeps } from '../../module/index.js';

const STATES = ['pending', 'signing', 'verifying', 'retired'] as const;

export function measureKeys(
  { services: { keys, keyManager }, clock }: Pick<ModuleDeps, 'services' | 'clock'>,
  metrics: Metrics,
): void {
  metrics.gauge({ name: 'portcullis_keys', help: 'Stored keys, by state.', labels: ['state'] }, async () => {
    const states = (await keyManager.list()).map(({ state }) => state.name);
    return STATES.map((state) => ({ labels: { state }, value: states.filter((other) => other === state).length }));
  });
  metrics.gauge(
    {
      name: 'portcullis_signing_key_age_seconds',
      help: 'The age of the stored key that signs.',
      labels: ['algorithm'],
    },
    async () => {
      const { kid } = keys.signingKey();
      const signing = (await keyManager.list()).filter((key) => key.kid === kid);
      return signing.map(({ algorithm, createdAt }) => ({
        labels: { algorithm },
        value: (clock() - createdAt) / 1000,
      }));
    },
  );
}
