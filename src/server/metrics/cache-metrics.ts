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
  metrics.gauge({ name: 'portcullis_cache_entries', help: 'What caches hold.', labels }, read('entries'));
  metrics.total({ name: 'portcullis_cache_hits_total', help: 'What caches had.', labels }, read('hits'));
  metrics.total({ name: 'portcullis_cache_misses_total', help: 'What caches had not.', labels }, read('misses'));
}
