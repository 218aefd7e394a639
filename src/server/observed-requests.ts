import { createHmac } from 'node:crypto';
import type { ServerConfig } from './config/config.js';
import type { TrustedDocuments } from './graphql/trusted-documents.js';
import type { ClientAddress } from './http/client-address.js';
import { createRequests, type Requests } from './http/observe-requests.js';
import { createRequestLog, type SubjectHash } from './http/request-log.js';
import { createRequestMetrics } from './metrics/request-metrics.js';
import { createRequestLine } from './request-line.js';
import { embeddedPaths } from './routes.js';
import type { Runtime } from './runtime.js';

const HASH_BYTES = 16;

export interface ObservedRequestsOptions {
  readonly runtime: Runtime;
  readonly config: ServerConfig;
  readonly addressOf: ClientAddress;
  readonly trusted: TrustedDocuments | undefined;
}

/** What is told of requests: to the log, and to metrics where there are some. */
export function createObservedRequests({ runtime, config, addressOf, trusted }: ObservedRequestsOptions): Requests {
  const { deps, logs, sink } = runtime;
  const line = createRequestLine(logs.of('requests'), sink);
  const log = createRequestLog({ line, addressOf, hashOf: createSubjectHash(deps) });
  const counted = config.metrics && createRequestMetrics({ metrics: deps.metrics, ...namedIn(config, trusted) });
  return createRequests({ observers: counted ? [log, counted] : [log], randomBytes: deps.randomBytes });
}

/** What metrics tell apart: the paths that the server has, and the operations that its operator knows. */
function namedIn(config: ServerConfig, trusted: TrustedDocuments | undefined) {
  const documents = [...(trusted?.byText.values() ?? [])];
  const names = documents.flatMap(({ definitions }) =>
    definitions.flatMap((each) => (each.kind === 'OperationDefinition' && each.name ? [each.name.value] : [])),
  );
  return { routes: embeddedPaths(config), operations: new Set([...config.metricsOperations, ...names]) };
}

/** By a key that is derived from the master key: without it nobody can try who it might be. */
export function createSubjectHash({
  masterKeys,
  randomBytes,
}: Pick<Runtime['deps'], 'masterKeys' | 'randomBytes'>): SubjectHash {
  const key = masterKeys.derive(masterKeys.current, 'logs', new Uint8Array()) ?? randomBytes(32);
  return (issuer, subject) =>
    createHmac('sha256', key)
      .update(JSON.stringify([issuer, subject]))
      .digest()
      .toString('base64url', 0, HASH_BYTES);
}
