import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { OperationTypeNode, type ValidationRule } from 'graphql';
import type { Access } from '../access/index.js';
import type { ErrorCode } from '../errors.js';
import { type Executor, JsonText } from '../execution/index.js';
import type { Log } from '../module/index.js';
import type { ServerConfig } from './config.js';
import type { ServerContext } from './context.js';
import type { Documents } from './documents.js';
import { createFormatError } from './format-error.js';
import { createGateway, stringifyResult, valuesOf } from './gateway.js';
import { limitCost } from './limit-cost.js';
import { isLimitError, limitError } from './limit-error.js';
import { limitIntrospection } from './limit-introspection.js';
import { limitMutation } from './limit-mutation.js';

const MAX_DOCUMENT_TOKENS = 5000;
const MAX_VALIDATION_ERRORS = 10;

export interface ApolloOptions {
  readonly access: Access;
  readonly execute: Executor;
  readonly documents: Documents;
  readonly config: ServerConfig;
  readonly log: Log;
  readonly randomBytes: (size: number) => Buffer;
  readonly plugins: readonly ApolloServerPlugin<ServerContext>[];
}

/** Apollo Server with what a production API wants, and nothing that reports elsewhere. */
export function createApollo({
  access,
  execute,
  documents,
  config,
  log,
  randomBytes,
  plugins,
}: ApolloOptions): ApolloServer<ServerContext> {
  return new ApolloServer<ServerContext>({
    gateway: createGateway({ schema: access.schema, execute }),
    stringifyResult,
    introspection: config.introspection !== 'off',
    csrfPrevention: true,
    persistedQueries: false,
    documentStore: documents.store,
    parseOptions: { maxTokens: MAX_DOCUMENT_TOKENS },
    validationRules: [limitCost, limitMutation, limitIntrospection, noSubscriptions],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: config.isProduction ? 'production' : 'development',
    logger: log,
    formatError: createFormatError({ log, randomBytes }),
    plugins: [
      statusOfOutage,
      ...plugins,
      access.apolloPlugin({
        introspection: config.introspection,
        dataOf: (json) => new JsonText(json),
        isOwnError: isLimitError,
      }),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      config.isProduction ? ApolloServerPluginLandingPageDisabled() : ApolloServerPluginLandingPageLocalDefault(),
    ],
  });
}

/** Over plain HTTP a subscription would be run as if it were a query. */
const noSubscriptions: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
    context.reportError(limitError('There is no transport for subscriptions yet.', node));
  },
});

/** 503 when nothing was answered because something is out of reach (RFC 9110 §15.6.4). */
const statusOfOutage: ApolloServerPlugin<ServerContext> = {
  requestDidStart: async () => whenSent,
};

const whenSent: GraphQLRequestListener<ServerContext> = {
  willSendResponse: async ({ response: { body, http } }) => {
    if (body.kind !== 'single' || !body.singleResult.errors) return;
    const { data, errors } = body.singleResult;
    const outage = errors.find(({ extensions }) => extensions?.code === ('SERVICE_UNAVAILABLE' satisfies ErrorCode));
    if (!outage || Object.values(valuesOf(data) ?? {}).some((value) => value !== null)) return;
    http.status = 503;
    http.headers.set('retry-after', String(outage.extensions?.retryAfter ?? 1));
  },
};
