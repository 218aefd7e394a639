import type { Database } from '../database/index.js';
import type { KeyRing, Revocations } from '../tokens/index.js';
import type { Config } from './config.js';
import type { Handler } from './graphql-handler.js';
import { sendJson } from './send.js';

export interface RoutesOptions {
  readonly graphql: Handler;
  readonly config: Config;
  readonly database: Database;
  readonly keys: Pick<KeyRing, 'jwks' | 'isCurrent'>;
  readonly revocations: Pick<Revocations, 'isCurrent'>;
  /** True once the server stops taking requests. */
  readonly isDraining: () => boolean;
}

// As long as others may keep the keys (RFC 7517 says nothing; this is what a key rotation must wait for).
const JWKS_MAX_AGE_SECONDS = 300;

/** What this server answers, by path. */
export function createRoutes({
  graphql,
  config,
  database,
  keys,
  revocations,
  isDraining,
}: RoutesOptions): ReadonlyMap<string, Handler> {
  const routes = new Map<string, Handler>([
    ['/graphql', graphql],
    [
      '/.well-known/jwks.json',
      async (_request, response) => {
        response.setHeader('cache-control', `public, max-age=${JWKS_MAX_AGE_SECONDS}`);
        sendJson(response, 200, keys.jwks());
      },
    ],
    ['/healthz', async (_request, response) => sendJson(response, 200, { status: 'ok' })],
    [
      '/readyz',
      async (_request, response) => {
        const isCurrent = revocations.isCurrent() && keys.isCurrent();
        const isReady = !isDraining() && isCurrent && (await answers(database));
        sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
      },
    ],
  ]);
  if (!config.isProduction) {
    routes.set('/', async (_request, response) => {
      response.writeHead(302, { location: '/graphql' }).end();
    });
  }
  return routes;
}

async function answers(database: Database): Promise<boolean> {
  try {
    await database.ping();
    return true;
  } catch {
    return false;
  }
}
