import type { Metrics } from '../../module/index.js';
import type { LimitMetrics } from '../graphql/limit-parts.js';

const COSTS = [1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 100_000];

export function createLimitMetrics(metrics: Metrics): LimitMetrics {
  const observe = metrics.histogram({
    name: 'portcullis_operation_cost',
    help: 'The cost of valid operations by @cost and @listSize.',
    buckets: COSTS,
  });
  const count = metrics.counter({
    name: 'portcullis_operations_above_limit_total',
    help: 'Operations above a limit: refused, or run with LIMITS=measure.',
    labels: ['limit'],
  });
  return Object.freeze({
    cost: (cost: number) => observe(cost, {}),
    above: (limits) => {
      for (const limit of limits) count({ limit });
    },
  } satisfies LimitMetrics);
}
