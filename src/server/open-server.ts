import type { IncomingMessage } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { Access } from '../access/index.js';
import { createExecutor } from '../execution/index.js';
import type { AppContextFor, Log } from '../module/index.js';
import type { TrustedIssuers } from '../tokens/index.js';
import { repeat } from '../toolkit/repeat.js';
import { type AnswerRequest, createAnswerRequest } from './answer-request.js';
import { createApollo } from './apollo.js';
import { type ByteBudget, createByteBudget } from './byte-budget.js';
import { createCatchUp } from './catch-up.js';
import { withTextCheck } from './check-text.js';
import { createClientAddress } from './client-address.js';
import { createContextBuilder, type ServerContext } from './context.js';
import { withCors } from './cors.js';
import { createDocuments } from './documents.js';
import { createGraphqlHandler, type GraphqlHandlerOptions } from './graphql-handler.js';
import { createQuickAnswer } from './quick-answer.js';
import { createRefusedOperations, type RefusedOperations } from './refused-operations.js';
import { createRoutes } from './routes.js';
import { openRuntime, type Runtime, type RuntimeOptions } from './runtime.js';
import { createServerTrustedIssuers, createServerVerifier } from './verifier.js';
import { warningsOf } from './warnings.js';

const REFRESH_ISSUERS_MILLISECONDS = 600_000;
// Of bodies that are being read.
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** A server at work, whatever brings it requests. */
export interface OpenServer {
  readonly log: Log;
  answererOf(options: AnswererOptions): AnswerRequest;
  /** Reads what other instances did, if it was not read lately; false if it cannot be known what it was. */
  catchUp(): Promise<boolean>;
  stop(): Promise<void>;
}

export interface AnswererOptions {
  readonly readBody: (request: IncomingMessage, budget: ByteBudget) => Promise<unknown>;
  /** True once no more requests are taken. */
  readonly isDraining: () => boolean;
}

export interface OpenOptions extends RuntimeOptions {
  /** Makes what resolvers find in `context.app`. */
  readonly context?: AppContextFor;
}

/** Opens the database and starts the modules, and all that answers. What it has begun is stopped if it throws. */
export async function openServer(
  options: OpenOptions,
  access: Access,
  warnings: readonly string[],
): Promise<OpenServer> {
  const { context: _, ...runtimeOptions } = options;
  const runtime = await openRuntime(runtimeOptions);
  for (const warning of [...warnings, ...warningsOf(options.config)]) runtime.deps.log.warn(warning);
  try {
    await runtime.start();
    const trustedIssuers = createServerTrustedIssuers(runtime.deps);
    await trustedIssuers.refresh();
    const parts = await assemble(runtime, options, access, trustedIssuers);
    const stopRefreshing = repeat(REFRESH_ISSUERS_MILLISECONDS, trustedIssuers.refresh, () => {});
    return Object.freeze({
      log: runtime.deps.log,
      answererOf: (answererOptions: AnswererOptions) => answererOf(parts, runtime, options, answererOptions),
      catchUp: catchUpOf(runtime),
      stop: async () => {
        await parts.apollo.stop();
        await parts.refused.stop();
        stopRefreshing();
        await runtime.stop();
      },
    });
  } catch (error) {
    await runtime.stop();
    throw error;
  }
}

interface Parts extends Pick<GraphqlHandlerOptions, 'quick' | 'contextOf'> {
  readonly apollo: ApolloServer<ServerContext>;
  readonly refused: RefusedOperations;
}

async function assemble(
  { deps }: Runtime,
  { config, modules, context: appContextFor }: OpenOptions,
  access: Access,
  trustedIssuers: TrustedIssuers,
): Promise<Parts> {
  const { services, log, randomBytes } = deps;
  const addressOf = createClientAddress({
    proxies: config.trustedProxies,
    onUntrusted: (address) =>
      log.info(
        { ipAddress: address },
        'a request says whom it is forwarded for, and comes from nobody in TRUSTED_PROXIES: it counts as its own',
      ),
  });
  const contextOf = createContextBuilder({
    verifier: createServerVerifier(deps),
    trustedIssuers,
    modules,
    deps,
    addressOf,
    appContextFor,
  });
  const execute = withTextCheck(createExecutor(access));
  const documents = createDocuments();
  const refused = createRefusedOperations({
    schema: access.schema,
    audit: services.audit,
    issuer: config.token.issuer,
    log,
  });
  const quick = createQuickAnswer({ documents, execute, refused });
  const plugins = [refused.plugin];
  const apollo = createApollo({ access, execute, documents, config, log, randomBytes, plugins });
  await apollo.start();
  return { apollo, quick, contextOf, refused };
}

function answererOf(
  { apollo, quick, contextOf }: Parts,
  { deps: { services, log, randomBytes } }: Runtime,
  { config }: RuntimeOptions,
  { readBody, isDraining }: AnswererOptions,
): AnswerRequest {
  const bodies = createByteBudget({ maxBytes: MAX_WAITING_BYTES });
  const graphql = createGraphqlHandler({
    apollo,
    quick,
    contextOf,
    readBody: (request) => readBody(request, bodies),
  });
  const { keys, revocation: revocations, instances } = services;
  const routes = createRoutes({ graphql, config, keys, revocations, instances, isDraining });
  const ownOrigin = new URL(config.publicUrl).origin;
  return withCors(createAnswerRequest(routes, { log, randomBytes }), {
    origins: config.corsOrigins,
    onRefused: (origin) => {
      if (origin !== ownOrigin) log.debug({ origin }, 'a page asks whose origin is not in CORS_ORIGINS');
    },
  });
}

function catchUpOf({ deps: { services, clock } }: Runtime): () => Promise<boolean> {
  return createCatchUp({ feeds: [services.revocation, services.keys], clock, uptime: () => performance.now() });
}
