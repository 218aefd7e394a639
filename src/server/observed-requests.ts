import type { ServerConfig } from './config/config.js';
import type { TrustedDocuments } from './graphql/trusted-documents.js';
import type { ClientAddress } from './http/client-address.js';
import { createIsTrusted } from './http/is-trusted.js';
import { createRequests, type Requests } from './http/observe-requests.js';
import { createRequestLog } from './http/request-log.js';
import type { TellViewer } from './http/told-viewer.js';
import { createRequestMetrics } from './metrics/request-metrics.js';
import { createRequestLine } from './request-line.js';
import { namedPaths } from './routes.js';
import type { Runtime } from './runtime.js';

export interface ObservedRequestsOptions {
  readonly runtime: Runtime;
  readonly config: ServerConfig;
  readonly addressOf: ClientAddress;
  readonly trusted: TrustedDocuments | undefined;
  readonly tellViewer: TellViewer;
}

/** What is told of requests: to the log, and to metrics where there are some. */
export function createObservedRequests({
  runtime,
  config,
  addressOf,
  trusted,
  tellViewer,
}: ObservedRequestsOptions): Requests {
  const { deps, logs, sink } = runtime;
  const line = createRequestLine(logs.of('requests'), sink);
  const log = createRequestLog({ line, addressOf, paths: namedPaths(config), tellViewer });
  const counted = config.metrics && createRequestMetrics({ metrics: deps.metrics, ...namedIn(config, trusted) });
  // Where no proxy is named, whoever asks names the request: what they know it by is of more use than a name of ours.
  const everybody = () => true;
  const { trustedProxies } = config;
  return createRequests({
    observers: counted ? [log, counted] : [log],
    isTrusted: trustedProxies.isEmpty ? everybody : createIsTrusted(trustedProxies),
    randomBytes: deps.randomBytes,
  });
}

/** What metrics tell apart: the paths that the server has, and the operations that its operator knows. */
function namedIn(config: ServerConfig, trusted: TrustedDocuments | undefined) {
  const documents = [...(trusted?.byText.values() ?? [])];
  const names = documents.flatMap(({ definitions }) =>
    definitions.flatMap((each) => (each.kind === 'OperationDefinition' && each.name ? [each.name.value] : [])),
  );
  return { routes: namedPaths(config), operations: new Set([...config.metricsOperations, ...names]) };
}
