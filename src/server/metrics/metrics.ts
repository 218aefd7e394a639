import prometheus, { type Counter, type Gauge } from 'prom-client';
import type { Labels, Metric, Metrics, Read, Readings } from '../../module/index.js';
import { createSeriesBound } from './bound-series.js';

/** The metrics of a server, and how they are read. */
export interface ServerMetrics extends Metrics {
  /** The Content-Type of the text. */
  readonly contentType: string;
  /** All of them in the text format of Prometheus 0.0.4. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  /** Told of a metric that cannot be read, once until it can again. */
  readonly onFailure: (name: string, error: unknown) => void;
}

/** Metrics by prom-client, with its own of the process: its memory, its event loop, its garbage collection. */
export function createMetrics({ onFailure }: MetricsOptions): ServerMetrics {
  const register = new prometheus.Registry();
  prometheus.collectDefaultMetrics({ register });
  const failing = new Set<string>();
  /** Nothing of a metric that cannot be read is told, and all others are. */
  const collect = async <L extends string>(metric: Metric<L>, read: Read<L>, tell: (readings: Readings<L>) => void) => {
    try {
      tell(await read());
      failing.delete(metric.name);
    } catch (error) {
      if (!failing.has(metric.name)) onFailure(metric.name, error);
      failing.add(metric.name);
    }
  };
  return Object.freeze({
    contentType: register.contentType,
    text: () => register.metrics(),
    gauge: (metric, read) => {
      new prometheus.Gauge({
        ...definition(metric, register),
        async collect() {
          forget(this, metric);
          await collect(metric, read, (readings) => setAll(this, readings));
        },
      });
    },
    total: (metric, read) => {
      new prometheus.Counter({
        ...definition(metric, register),
        async collect() {
          forget(this, metric);
          await collect(metric, read, (readings) => addAll(this, readings));
        },
      });
    },
    counter: <L extends string>(metric: Metric<L>) => {
      const counter = new prometheus.Counter<L>(definition(metric, register));
      const bound = createSeriesBound(metric.labels ?? []);
      return (labels: Labels<L>, by = 1) => counter.inc(bound(labels), by);
    },
    histogram: <L extends string>({ buckets, ...metric }: Metric<L> & { readonly buckets: readonly number[] }) => {
      const histogram = new prometheus.Histogram<L>({ ...definition(metric, register), buckets: [...buckets] });
      const bound = createSeriesBound(metric.labels ?? []);
      return (value: number, labels: Labels<L>) => histogram.observe(bound(labels), value);
    },
  } satisfies ServerMetrics);
}

function definition<L extends string>({ name, help, labels = [] }: Metric<L>, register: prometheus.Registry) {
  return { name, help, labelNames: [...labels], registers: [register] };
}

/** prom-client gives a metric without labels the value 0, which nobody has read. */
function forget(metric: Pick<Gauge, 'reset' | 'remove'>, { labels = [] }: Metric<string>): void {
  metric.reset();
  if (labels.length === 0) metric.remove();
}

function setAll<L extends string>(gauge: Gauge<L>, readings: Readings<L>): void {
  if (typeof readings === 'number') gauge.set(readings);
  else for (const { labels, value } of readings) gauge.set(labels, value);
}

function addAll<L extends string>(counter: Counter<L>, readings: Readings<L>): void {
  if (typeof readings === 'number') counter.inc(readings);
  else for (const { labels, value } of readings) counter.inc(labels, value);
}
