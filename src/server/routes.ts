import type { InstancesService } from '../modules/instances/index.js';
import type { KeyRing, Revocations } from '../tokens/index.js';
import type { ServerConfig } from './config.js';
import type { Handler } from './graphql-handler.js';
import { LINK_PAGE_HEADERS, linkPages } from './link-pages.js';
import { sendError, sendJson, sendNotAllowed } from './send.js';

export interface RoutesOptions {
  readonly graphql: Handler;
  readonly config: ServerConfig;
  readonly keys: Pick<KeyRing, 'jwks' | 'isCurrent'>;
  readonly revocations: Pick<Revocations, 'isCurrent'>;
  readonly instances: Pick<InstancesService, 'isDatabaseReady'>;
  /** True once the server stops taking requests. */
  readonly isDraining: () => boolean;
}

// As long as others may keep the keys (RFC 7517 says nothing; this is what a key rotation must wait for).
const JWKS_MAX_AGE_SECONDS = 300;

/** What this server answers, by path. */
export function createRoutes({
  graphql,
  config,
  keys,
  revocations,
  instances,
  isDraining,
}: RoutesOptions): ReadonlyMap<string, Handler> {
  const routes = new Map<string, Handler>([
    ['/graphql', graphql],
    [
      '/.well-known/jwks.json',
      forReading(async (_request, response) => {
        response.setHeader('cache-control', `public, max-age=${JWKS_MAX_AGE_SECONDS}`);
        sendJson(response, 200, keys.jwks());
      }),
    ],
    ['/healthz', forReading(async (_request, response) => sendJson(response, 200, { status: 'ok' }))],
    [
      '/readyz',
      forReading(async (_request, response) => {
        const isCurrent = revocations.isCurrent() && keys.isCurrent();
        const isReady = !isDraining() && isCurrent && (await instances.isDatabaseReady());
        sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
      }),
    ],
    ['*', ofTheServer],
  ]);
  if (!config.isProduction) {
    routes.set(
      '/',
      forReading(async (_request, response) => {
        response.writeHead(302, { location: '/graphql' }).end();
      }),
    );
    for (const [path, html] of linkPages) {
      routes.set(
        path,
        forReading(async (_request, response) => {
          response.writeHead(200, LINK_PAGE_HEADERS).end(html);
        }),
      );
    }
  }
  return routes;
}

const READING: readonly string[] = ['GET', 'HEAD'];

/** The same for GET and HEAD, and 405 for all else. Node leaves the body out of the answer to HEAD. */
function forReading(handler: Handler): Handler {
  return async (request, response, search) => {
    if (READING.includes(request.method ?? '')) await handler(request, response, search);
    else sendNotAllowed(response, READING);
  };
}

/** `OPTIONS *` asks what the server can do as a whole (RFC 9110 §9.3.7). Nothing else can be asked of `*`. */
const ofTheServer: Handler = async ({ method }, response) => {
  if (method === 'OPTIONS') response.writeHead(204, { allow: 'GET, HEAD, POST, OPTIONS' }).end();
  else sendError(response, 400, { code: 'BAD_REQUEST', message: 'Only OPTIONS can be asked of *.' });
};
