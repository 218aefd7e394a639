import type { Access } from '../access/index.js';
import { createExecutor } from '../execution/index.js';
import type { ModuleDeps } from '../module/index.js';
import { stopAll } from '../toolkit/stop-all.js';
import type { ServerConfig } from './config/config.js';
import { createAnswerBatch } from './graphql/answer-batch.js';
import { createAnswerOperation } from './graphql/answer-operation.js';
import { withTrustedDocuments } from './graphql/answer-trusted.js';
import { createAnsweredResults } from './graphql/answered-results.js';
import { createApollo } from './graphql/apollo.js';
import { withTextCheck } from './graphql/check-text.js';
import type { ContextOf } from './graphql/context.js';
import type { DocumentHash } from './graphql/document-hash.js';
import { createDocuments, type Documents } from './graphql/documents.js';
import { createErrorRequests } from './graphql/error-requests.js';
import type { GraphqlHandlerOptions } from './graphql/graphql-handler.js';
import { createStatusOf } from './graphql/http-status.js';
import { createLimitParts } from './graphql/limit-parts.js';
import { createOperationNotes } from './graphql/operation-notes.js';
import { createQuickAnswer } from './graphql/quick-answer.js';
import { createRefusedOperations } from './graphql/refused-operations.js';
import type { TrustedDocuments } from './graphql/trusted-documents.js';
import type { TellViewer } from './http/told-viewer.js';
import type { LogParts } from './log-parts.js';
import { createLimitMetrics } from './metrics/limit-metrics.js';
import { createRefusalMetrics } from './metrics/refusal-metrics.js';
import type { Tracing } from './tracing/tracing.js';

/** What answers GraphQL operations. */
export interface OperationParts extends Pick<GraphqlHandlerOptions, 'answerOperation' | 'answerBatch'> {
  /** Of the documents that are kept. */
  readonly documentFigures: Documents['figures'];
  /** Tells the log what was left out of it by now. */
  stop(): Promise<void>;
}

export interface OperationPartsOptions {
  readonly deps: ModuleDeps;
  readonly config: ServerConfig;
  readonly access: Access;
  readonly trusted: TrustedDocuments | undefined;
  readonly contextOf: ContextOf;
  readonly tracing: Pick<Tracing, 'decisions' | 'operations'>;
  readonly logs: LogParts;
  readonly tellViewer: TellViewer;
  readonly hashOf: DocumentHash;
}

/** Puts together what an operation goes through: documents, limits, execution, Apollo, status and batches. */
export async function createOperationParts(options: OperationPartsOptions): Promise<OperationParts> {
  const { access, config, trusted, contextOf, hashOf } = options;
  const { log, randomBytes } = options.deps;
  const errorRequests = createErrorRequests();
  const notes = createOperationNotes(hashOf, errorRequests);
  const limits = createLimits(options);
  const execute = createExecute(options, limits);
  const documents = createDocuments(trusted?.byText);
  const refused = createRefused(options);
  const statusOf = createStatusOf(config.httpStatus);
  const quick = createQuickAnswer({ documents, execute, refused, notes, statusOf, contextOf });
  const results = createAnsweredResults();
  const apollo = createApollo({
    ...{ access, execute, documents, config, log, randomBytes, errorRequests },
    limitRules: limits.rules,
    plugins: [limits.plugin, refused.plugin, results.plugin, notes.plugin],
  });
  await apollo.start();
  const answerAny = createAnswerOperation({ apollo, quick, results, notes, errorRequests, statusOf, contextOf });
  const answerOperation = trusted ? withTrustedDocuments(answerAny, trusted) : answerAny;
  const answerBatch = createAnswerBatch({
    answerOperation,
    documents,
    limit: config.batchLimit,
    maxTokens: config.limits.operation.tokens,
    isProduction: config.isProduction,
  });
  const stop = () => stopAll([() => apollo.stop(), refused.stop, limits.stop]);
  return { answerOperation, answerBatch, documentFigures: documents.figures, stop };
}

function createLimits({ access, config, deps, logs, hashOf, tellViewer }: OperationPartsOptions) {
  return createLimitParts({
    ...{ schema: access.schema, config, hashOf, tellViewer },
    log: logs.of('limits'),
    metrics: config.metrics && createLimitMetrics(deps.metrics),
  });
}

function createExecute(
  { access, tracing }: OperationPartsOptions,
  limits: Pick<ReturnType<typeof createLimits>, 'around'>,
) {
  const executor = createExecutor({
    schema: access.schema,
    chooseResolvers: tracing.decisions(access.chooseResolvers),
  });
  return tracing.operations(limits.around(withTextCheck(executor)));
}

function createRefused({ access, config, deps, logs, tellViewer }: OperationPartsOptions) {
  return createRefusedOperations({
    ...{ schema: access.schema, tellViewer },
    audit: deps.services.audit,
    issuer: config.token.issuer,
    onRefused: config.metrics && createRefusalMetrics(deps.metrics, access.schema),
    log: logs.of('access'),
  });
}
