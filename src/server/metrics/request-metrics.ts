import type { Metrics } from '../../module/index.js';
import type { RequestObserver } from '../http/observe-requests.js';
import type { NotedOperation } from '../http/request-record.js';
import { readTarget } from '../http/request-target.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const OTHER = 'other';
/** What is not the client's doing. */
const FAULTS = ['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE'];

export interface RequestMetricsOptions {
  readonly metrics: Metrics;
  /** The paths that the server answers; all others are one. */
  readonly routes: ReadonlySet<string>;
  /** The names of operations that are told apart. Anybody can send others. */
  readonly operations: ReadonlySet<string>;
}

/** Counts requests and what came of their operations. */
export function createRequestMetrics({ metrics, routes, operations }: RequestMetricsOptions): RequestObserver {
  const count = metrics.counter({
    name: 'portcullis_http_requests_total',
    help: 'Requests, by path and status; "gone" where the client disconnected before the answer was sent.',
    labels: ['route', 'status'],
  });
  const observe = metrics.histogram({
    name: 'portcullis_http_request_seconds',
    help: 'How long requests took, from the headers to the end of the answer.',
    labels: ['route'],
    buckets: SECONDS,
  });
  const countOperation = metrics.counter({
    name: 'portcullis_operations_total',
    help: 'Operations, by name, kind, and the code of their first error, or OK; an error of the server takes precedence.',
    labels: ['operation', 'kind', 'outcome'],
  });
  const noteOperation = ({ operation: { name, kind }, errors }: NotedOperation) =>
    countOperation({
      operation: name !== null && operations.has(name) ? name : OTHER,
      kind: kind ?? OTHER,
      outcome: outcomeOf(errors),
    });
  return Object.freeze({
    isOn: () => true,
    ended: ({ request, operations: noted = [] }, { status, milliseconds, isGone }) => {
      const { path } = readTarget(request.url ?? '/');
      const route = routes.has(path) ? path : OTHER;
      count({ route, status: isGone ? 'gone' : String(status) });
      observe(milliseconds / 1000, { route });
      noted.forEach(noteOperation);
    },
  } satisfies RequestObserver);
}

/** A refusal in one field does not hide that another failed. */
function outcomeOf(errors: NotedOperation['errors']): string {
  if (errors.length === 0) return 'OK';
  const codes = errors.map(({ extensions }) => String(extensions?.code ?? OTHER));
  return FAULTS.find((fault) => codes.includes(fault)) ?? codes[0] ?? OTHER;
}
