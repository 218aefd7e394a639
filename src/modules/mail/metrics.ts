import type { ModuleDeps } from '../../module/index.js';
import { countByState } from './store.js';

export function measureMails({ database, metrics }: Pick<ModuleDeps, 'database' | 'metrics'>): void {
  metrics.gauge(
    {
      name: 'portcullis_mails',
      help: 'Mails in the database, by state; those that were sent or given up are kept for seven days.',
      labels: ['state'],
    },
    async () =>
      (await countByState(database.query)).map(({ state, count }) => ({
        labels: { state: state.toLowerCase() },
        value: count,
      })),
  );
}
