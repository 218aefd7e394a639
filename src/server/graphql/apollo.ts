import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ValidationRule } from 'graphql';
import type { Access } from '../../access/index.js';
import { type Executor, JsonText } from '../../execution/index.js';
import type { Log } from '../../module/index.js';
import type { ServerConfig } from '../config/config.js';
import { isLimitError } from '../limits/limit-error.js';
import type { ServerContext } from './context.js';
import { documentRules } from './document-rules.js';
import type { Documents } from './documents.js';
import type { ErrorRequests } from './error-requests.js';
import { createFormatError } from './format-error.js';
import { createGateway, stringifyResult } from './gateway.js';

const MAX_VALIDATION_ERRORS = 10;

const [guard, ...others] = documentRules;

export interface ApolloOptions {
  readonly access: Access;
  readonly execute: Executor;
  readonly documents: Documents;
  readonly config: ServerConfig;
  /** Look at a document before it is known whether it is valid. */
  readonly limitRules: readonly ValidationRule[];
  readonly log: Log;
  readonly randomBytes: (size: number) => Buffer;
  readonly errorRequests: ErrorRequests;
  readonly plugins: readonly ApolloServerPlugin<ServerContext>[];
}

/** Apollo Server with what a production API wants, and nothing that reports elsewhere. */
export function createApollo({
  access,
  execute,
  documents,
  config,
  limitRules,
  log,
  randomBytes,
  errorRequests,
  plugins,
}: ApolloOptions): ApolloServer<ServerContext> {
  return new ApolloServer<ServerContext>({
    gateway: createGateway({ schema: access.schema, execute }),
    stringifyResult,
    introspection: config.introspection !== 'off',
    csrfPrevention: true,
    persistedQueries: false,
    documentStore: documents.store,
    parseOptions: { maxTokens: config.limits.operation.tokens },
    validationRules: [guard, ...limitRules, ...others],
    validationOptions: { maxErrors: MAX_VALIDATION_ERRORS },
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: config.isProduction ? 'production' : 'development',
    logger: log,
    formatError: createFormatError({ log, randomBytes, errorRequests }),
    plugins: [
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
      // src/server/explorer has a page of ours.
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}
