import type { Log } from '../../module/index.js';
import type { MetricsAddress } from '../config/own-config.js';
import type { MetricsOptions, ServerMetrics } from './metrics.js';
import type { MetricsListener } from './serve-metrics.js';

/** The metrics of a server that may have none: then their library is not even loaded. */
export async function openMetrics(
  address: MetricsAddress | undefined,
  onFailure: MetricsOptions['onFailure'],
): Promise<ServerMetrics | undefined> {
  if (!address) return undefined;
  const { createMetrics } = await import('./metrics.js');
  return createMetrics({ onFailure });
}

/** Serves them at this address, if there are any. What comes back ends that. */
export async function listenForMetrics(
  metrics: ServerMetrics | undefined,
  address: MetricsAddress | undefined,
  log: Log,
): Promise<() => Promise<void>> {
  if (!metrics || !address) return async () => {};
  const { serveMetrics } = await import('./serve-metrics.js');
  const listener: MetricsListener = await serveMetrics(metrics, address);
  log.info({ host: address.host, port: listener.port, path: '/metrics' }, 'serving metrics');
  return listener.close;
}
