import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartupError } from '../../errors.js';
import type { MetricsAddress } from '../config/own-config.js';
import type { ServerMetrics } from './metrics.js';

/** Metrics on a port of their own. */
export interface MetricsListener {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_CONNECTIONS = 100;

/** Answers `/metrics` at this address, and nothing else. A `StartupError` if the port cannot be had. */
export async function serveMetrics(
  metrics: Pick<ServerMetrics, 'contentType' | 'text'>,
  { host, port }: Pick<MetricsAddress, 'host' | 'port'>,
): Promise<MetricsListener> {
  const server = createServer((request, response) => void answer(metrics, request, response));
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error) =>
      reject(new StartupError([metricsListenProblem(cause, { host, port })], { cause })),
    );
    server.listen(port, host, resolve);
  });
  return Object.freeze({
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

async function answer(
  { contentType, text }: Pick<ServerMetrics, 'contentType' | 'text'>,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = url.split('?');
  if (path !== '/metrics') return end(response, 404, 'The metrics are at /metrics.\n');
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return end(response, 405, 'Metrics can only be read.\n');
  }
  try {
    const body = await text();
    response.setHeader('content-type', contentType);
    end(response, 200, body);
  } catch {
    end(response, 500, 'The metrics cannot be read at the moment.\n');
  }
}

function end(response: ServerResponse, status: number, body: string): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.writeHead(status, { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  response.end(body);
}

/** Why nobody can listen there, and what to do. */
export function metricsListenProblem(
  { code, message }: NodeJS.ErrnoException,
  { host, port }: Pick<MetricsAddress, 'host' | 'port'>,
): string {
  return code === 'EADDRINUSE'
    ? `Port ${port} of METRICS_PORT is in use. Stop the process that uses it, or set another port.`
    : `Metrics cannot be served on ${host}:${port}: ${message}. Set METRICS_PORT and METRICS_HOST.`;
}
