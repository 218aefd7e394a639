import type { Labels } from '../../module/index.js';

const MAX_SERIES = 2000;
const OTHER = 'other';

/**
 * Gives the labels as they are, for the first 2,000 sets of them that come; for any other, `other` in all of them. So
 * whatever somebody sends, a metric does not grow without end.
 */
export function createSeriesBound(names: readonly string[]): <L extends string>(labels: Labels<L>) => Labels<L> {
  const known = new Set<string>();
  const others = Object.freeze(Object.fromEntries(names.map((name) => [name, OTHER])));
  return <L extends string>(labels: Labels<L>) => {
    const key = names.map((name) => labels[name as L]).join('\0');
    if (known.has(key)) return labels;
    if (known.size >= MAX_SERIES) return others as Labels<L>;
    known.add(key);
    return labels;
  };
}
