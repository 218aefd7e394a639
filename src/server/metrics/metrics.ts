import prometheus, { type Counter, type Gauge } from 'prom-client';
import type { Labels, Metric, Metrics, Read, Readings } from '../../module/index.js';
import { createSeriesBound } from './bound-series.js';
import { processMetrics } from './process-metrics.js';
import { shareReadings } from './share-readings.js';

/** The metrics of a server, and how they are read. */
export interface ServerMetrics extends Metrics {
  /** The Content-Type of the text. */
  readonly contentType: string;
  /** All of them in the text format of Prometheus 0.0.4; the same for all who ask while they are collected. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  /** Told of a metric that cannot be read, once until it can again. */
  readonly onFailure: (name: string, error: unknown) => void;
}

/** Metrics by prom-client, with those of the process. */
export function createMetrics({ onFailure }: MetricsOptions): ServerMetrics {
  const register = prometheus.Registry.merge([processMetrics]);
  const failing = new Set<string>();
  const readOrTell = async <L extends string>(name: string, read: Read<L>): Promise<Readings<L>> => {
    try {
      const readings = await read();
      failing.delete(name);
      return readings;
    } catch (error) {
      if (!failing.has(name)) onFailure(name, error);
      failing.add(name);
      return [];
    }
  };
  let collecting: Promise<string> | undefined;
  return Object.freeze({
    contentType: register.contentType,
    text: () => {
      collecting ??= register.metrics().finally(() => {
        collecting = undefined;
      });
      return collecting;
    },
    gauge: (metric, read) => {
      const shared = shareReadings(read);
      new prometheus.Gauge({
        ...definition(metric, register),
        async collect() {
          const readings = await readOrTell(metric.name, shared);
          forget(this, metric);
          setAll(this, readings);
        },
      });
    },
    total: (metric, read) => {
      const shared = shareReadings(read);
      new prometheus.Counter({
        ...definition(metric, register),
        async collect() {
          const readings = await readOrTell(metric.name, shared);
          // In one turn with the first of them: what collects at the same time would add to it.
          forget(this, metric);
          addAll(this, readings);
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
