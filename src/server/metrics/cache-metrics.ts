import type { Metrics } from '../../module/index.js';

/** How much a cache holds now; how often it had what was looked for, and had not, since the start. */
export interface CacheFigures {
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
}

/** The caches, by what they hold. */
export function measureCaches(caches: Readonly<Record<string, () => CacheFigures>>, metrics: Metrics): void {
  const read = (of: keyof CacheFigures) => () =>
    Object.entries(caches).map(([cache, figures]) => ({ labels: { cache }, value: figures()[of] }));
  const labels = ['cache'] as const;
  metrics.gauge({ name: 'portcullis_cache_entries', help: 'Entries in caches.', labels }, read('entries'));
  metrics.total({ name: 'portcullis_cache_hits_total', help: 'Cache hits.', labels }, read('hits'));
  metrics.total({ name: 'portcullis_cache_misses_total', help: 'Cache misses.', labels }, read('misses'));
}
