import type { Access } from '../access/index.js';
import { type Database, databaseName } from '../database/index.js';
import type { AppContextFor, Log, Metrics, ModuleDeps, Stop } from '../module/index.js';
import { stopAll } from '../toolkit/stop-all.js';
import { type AccessLog, measureAccessLog } from './access-log/access-log.js';
import { type AnswererOptions, createAnswerer } from './answerer.js';
import { createCatchUp } from './catch-up.js';
import type { ServerConfig } from './config/config.js';
import { warningsOf } from './config/warnings.js';
import { createExplorer } from './explorer/explorer.js';
import { createDocumentHash } from './graphql/document-hash.js';
import { readTrustedDocuments } from './graphql/trusted-documents.js';
import type { AnswerRequest } from './http/answer-request.js';
import { type ClientAddress, createClientAddress } from './http/client-address.js';
import type { Requests } from './http/observe-requests.js';
import { createSubjectHash, createTellViewer, type TellViewer } from './http/told-viewer.js';
import { measureLog } from './log.js';
import type { LogParts } from './log-parts.js';
import { measureCaches } from './metrics/cache-metrics.js';
import { listenForMetrics, openMetrics } from './metrics/open-metrics.js';
import { measureReadiness } from './metrics/readiness-metrics.js';
import { createObservedRequests } from './observed-requests.js';
import { openAccessPage } from './open-access-page.js';
import { createOperationParts } from './operation-parts.js';
import { createReadiness } from './readiness.js';
import { createCarriers } from './refresh-token-carriers.js';
import { createRequestContext } from './request-context.js';
import { openRuntime, type RuntimeOptions } from './runtime.js';
import { findTracer } from './tracing/find-tracer.js';
import { createTracing } from './tracing/tracing.js';
import { cacheFiguresOf, openVerification } from './verification.js';

/** A server at work, whatever brings it requests. */
export interface OpenServer {
  readonly logs: LogParts;
  /** How its log names a viewer. */
  readonly tellViewer: TellViewer;
  readonly requests: Requests;
  readonly metrics: Metrics;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
  answererOf(options: AnswererOptions): AnswerRequest;
  /** Reads what other instances did, if it was not read lately; false if it cannot be known what it was. */
  catchUp(): Promise<boolean>;
  /** Goes on in what stands at the paths of files that it writes by now. */
  reopen(): void;
  stop(): Promise<void>;
}

export interface OpenOptions extends Omit<RuntimeOptions, 'metrics' | 'tracing'> {
  /** Makes what resolvers find in `context.app`. */
  readonly context?: AppContextFor;
}

/** What was made of the schema before anything is opened. */
export interface CheckedSchema {
  readonly access: Access;
  readonly accessLog: AccessLog | undefined;
  readonly warnings: readonly string[];
}

/** Opens the database and starts the modules, and all that answers. What it has begun is stopped if it throws. */
export async function openServer(
  { context: appContextFor, ...options }: OpenOptions,
  { access, accessLog, warnings }: CheckedSchema,
): Promise<OpenServer> {
  const { modules, config } = options;
  const trusted = readTrustedDocuments(config, access.schema);
  const metrics = await openMetrics(config.metrics, (metric, err) =>
    runtime.deps.log.warn({ err, metric }, 'a metric cannot be read'),
  );
  const tracing = createTracing(findTracer());
  const runtime = await openRuntime({ ...options, metrics, tracing }, access.table);
  const { deps, logs } = runtime;
  const begun = createBegun(runtime.stop);
  try {
    tellDatabase(config, deps.database, logs.of('database'));
    for (const warning of [...warnings, ...warningsOf(config)]) deps.log.warn(warning);
    const told = { hashOf: createDocumentHash(), tellViewer: createTellViewer(createSubjectHash(deps)) };
    await accessLog?.open({ ...deps, ...told, log: logs.of('access') });
    if (accessLog) begun.add(accessLog.close);
    measureAccessLog(accessLog, deps.metrics);
    measureLog(runtime.droppedLines, deps.metrics);
    await runtime.start();
    begun.add(await listenForMetrics(metrics, config.metrics, deps.log));
    const { stopRefreshing, ...tokens } = await openVerification(deps);
    begun.add(stopRefreshing);
    const carriers = createCarriers(config);
    const addressOf = createAddressOf(config, logs.of('http'));
    const contextOf = createRequestContext({
      ...{ deps, config, modules, logs, carriers, appContextFor, addressOf },
      ...tokens,
    });
    const operations = await createOperationParts({
      ...{ deps, config, access, trusted, contextOf, tracing, logs },
      ...told,
    });
    begun.add(operations.stop);
    measureCaches({ ...cacheFiguresOf(tokens), documents: operations.documentFigures }, deps.metrics);
    const readiness = createReadiness(deps, modules);
    measureReadiness(async () => (await readiness(() => false)).checks, deps.metrics);
    const explorer = createExplorer({ config, access, contextOf, randomBytes: deps.randomBytes });
    const accessPage = openAccessPage({ access, config, deps, tokens, addressOf, logs });
    const parts = { operations, explorer, accessPage, carriers, deps, config, readiness, tracing };
    return Object.freeze({
      ...{ logs, metrics: deps.metrics, clock: deps.clock, randomBytes: deps.randomBytes },
      tellViewer: told.tellViewer,
      requests: createObservedRequests({ ...{ runtime, config, addressOf, trusted }, ...told }),
      answererOf: (answererOptions: AnswererOptions) =>
        createAnswerer({ ...parts, log: logs.of('http') }, answererOptions),
      catchUp: catchUpOf(deps),
      reopen: () => accessLog?.reopen(),
      stop: begun.stop,
    });
  } catch (error) {
    await begun.stop().catch((err: unknown) => deps.log.error({ err }, 'not everything could be stopped cleanly'));
    throw error;
  }
}

/** Stops what was begun, the last first. */
function createBegun(first: Stop) {
  const stops = [first];
  return {
    add: (stop: Stop) => void stops.unshift(stop),
    stop: () => stopAll(stops),
  };
}

function tellDatabase({ databaseUrl: url, dataDir }: ServerConfig, { dialect }: Database, log: Log): void {
  log.info({ database: databaseName({ url, dataDir }), dialect }, 'the database was opened');
}

function createAddressOf({ trustedProxies: proxies }: ServerConfig, log: Log): ClientAddress {
  const message =
    'a request has forwarding headers, but does not come from a proxy in TRUSTED_PROXIES: the headers are ignored';
  return createClientAddress({ proxies, onUntrusted: (ipAddress) => log.info({ ipAddress }, message) });
}

function catchUpOf({ services, clock }: ModuleDeps): () => Promise<boolean> {
  return createCatchUp({ feeds: [services.revocation, services.keys], clock, uptime: () => performance.now() });
}
