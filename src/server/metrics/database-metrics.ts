import type { Database, Statement } from '../../database/index.js';
import type { Metrics } from '../../module/index.js';

const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1, 5];

/** What comes back is to be told of each statement. */
export function createStatementTime(metrics: Metrics): (statement: Statement) => void {
  const observe = metrics.histogram({
    name: 'portcullis_database_statement_seconds',
    help: 'How long statements took, by kind and whether they failed, including the wait for a connection; "connect" where none was available.',
    labels: ['kind', 'outcome'],
    buckets: SECONDS,
  });
  return ({ kind, seconds, failed }) => observe(seconds, { kind, outcome: failed ? 'failed' : 'OK' });
}

/** The pool of connections, where there is one. */
export function measureConnections({ dialect, connections }: Database, metrics: Metrics): void {
  if (dialect === 'sqlite') return;
  metrics.gauge(
    {
      name: 'portcullis_database_connections',
      help: 'Connections of the pool that are open and that are idle, and callers that wait for one.',
      labels: ['state'],
    },
    () => Object.entries(connections() ?? {}).map(([state, value]) => ({ labels: { state }, value })),
  );
}
