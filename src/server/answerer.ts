import type { IncomingMessage } from 'node:http';
import type { Log, ModuleDeps } from '../module/index.js';
import type { AccessPage } from './access-page/access-page.js';
import type { ServerConfig } from './config/config.js';
import type { Explorer } from './explorer/explorer.js';
import { createGraphqlHandler } from './graphql/graphql-handler.js';
import { type AnswerRequest, createAnswerRequest } from './http/answer-request.js';
import { createByteBudget } from './http/byte-budget.js';
import { withCors } from './http/cors.js';
import type { BodyLimits } from './http/read-body.js';
import type { RefreshTokenCarriers } from './http/refresh-cookie.js';
import type { OperationParts } from './operation-parts.js';
import type { Readiness } from './readiness.js';
import { createRoutes } from './routes.js';
import type { Tracing } from './tracing/tracing.js';

// Of bodies that are being read.
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface AnswererOptions {
  readonly readBody: (request: IncomingMessage, limits: BodyLimits) => Promise<unknown>;
  /** True once no more requests are taken. */
  readonly isDraining: () => boolean;
}

export interface AnswererParts {
  readonly operations: Pick<OperationParts, 'answerOperation' | 'answerBatch'>;
  readonly explorer: Explorer | undefined;
  /** Undefined where there is none. */
  readonly accessPage: AccessPage | undefined;
  readonly carriers: RefreshTokenCarriers;
  readonly deps: ModuleDeps;
  readonly config: ServerConfig;
  readonly tracing: Pick<Tracing, 'requests'>;
  readonly readiness: (isDraining: () => boolean) => Promise<Readiness>;
  readonly log: Log;
}

/** Answers requests for every path of the server, GraphQL and the rest. */
export function createAnswerer(
  {
    operations,
    explorer,
    accessPage,
    carriers,
    deps: { services, randomBytes },
    config,
    readiness,
    tracing,
    log,
  }: AnswererParts,
  { readBody, isDraining }: AnswererOptions,
): AnswerRequest {
  const bodyLimits: BodyLimits = {
    maxBytes: config.limits.bodyBytes,
    budget: createByteBudget({ maxBytes: MAX_WAITING_BYTES }),
    tellsFigures: !config.isProduction,
  };
  const readBounded = (request: IncomingMessage) => readBody(request, bodyLimits);
  const graphql = createGraphqlHandler({
    answerOperation: operations.answerOperation,
    answerBatch: operations.answerBatch,
    readBody: readBounded,
  });
  const { keys } = services;
  const routes = createRoutes({
    ...{ graphql, explorer, config, keys },
    readiness: () => readiness(isDraining),
    accessPage: accessPage?.(readBounded) ?? new Map(),
  });
  const ownOrigin = new URL(config.publicUrl).origin;
  const answer = tracing.requests(createAnswerRequest(routes, { log, randomBytes }), new Set(routes.keys()));
  return withCors(carriers.withCookies(answer), {
    origins: config.corsOrigins,
    withCredentials: config.refreshCookie !== undefined,
    onRefused: (origin) => {
      if (origin !== ownOrigin)
        log.debug({ origin }, 'a request comes from a page whose origin is not in CORS_ORIGINS');
    },
  });
}
