import type { Metrics } from '../../module/index.js';

/** Where nobody asks for metrics. */
export const noMetrics: Metrics = Object.freeze({
  gauge: () => {},
  total: () => {},
  counter: () => () => {},
  histogram: () => () => {},
});
