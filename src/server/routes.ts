import type { InstancesService } from '../modules/instances/index.js';
import type { KeyRing, Revocations } from '../tokens/index.js';
import type { ServerConfig } from './config/config.js';
import { type Answer, errorAnswer, jsonAnswer, notAllowedAnswer } from './http/answer.js';
import type { Handler } from './http/answer-request.js';
import { metadataOf, metadataPaths } from './issuer-metadata.js';
import { LINK_PAGE_HEADERS, linkPages } from './link-pages.js';

export interface RoutesOptions {
  readonly graphql: Handler;
  readonly config: ServerConfig;
  readonly keys: Pick<KeyRing, 'jwks' | 'isCurrent' | 'signingKey'>;
  readonly revocations: Pick<Revocations, 'isCurrent'>;
  readonly instances: Pick<InstancesService, 'isDatabaseReady'>;
  /** True once the server stops taking requests. */
  readonly isDraining: () => boolean;
}

// As long as others may keep the keys (RFC 7517 says nothing; this is what a key rotation must wait for).
const JWKS_MAX_AGE_SECONDS = 300;
const CACHED = { 'cache-control': `public, max-age=${JWKS_MAX_AGE_SECONDS}` } as const;

/** What it answers in another server, which has a start page of its own. */
export function embeddedPaths({ isProduction, token }: ServerConfig): ReadonlySet<string> {
  const always = ['/graphql', '/.well-known/jwks.json', ...metadataPaths({ token }), '/healthz', '/readyz'];
  return new Set(isProduction ? always : [...always, ...linkPages.keys()]);
}

/** What this server answers, by path. */
export function createRoutes({
  graphql,
  config,
  keys,
  revocations,
  instances,
  isDraining,
}: RoutesOptions): ReadonlyMap<string, Handler> {
  const metadata = forReading(() => jsonAnswer(200, metadataOf(config, keys), CACHED));
  const routes = new Map<string, Handler>([
    ['/graphql', graphql],
    ...metadataPaths(config).map((path) => [path, metadata] as const),
    ['/.well-known/jwks.json', forReading(() => jsonAnswer(200, keys.jwks(), CACHED))],
    ['/healthz', forReading(() => jsonAnswer(200, { status: 'ok' }))],
    [
      '/readyz',
      forReading(async () => {
        const isCurrent = revocations.isCurrent() && keys.isCurrent();
        const isReady = !isDraining() && isCurrent && (await instances.isDatabaseReady());
        return jsonAnswer(isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready' });
      }),
    ],
    ['*', ofTheServer],
  ]);
  if (!config.isProduction) {
    routes.set(
      '/',
      forReading(() => ({ status: 302, headers: { location: '/graphql', 'content-length': '0' }, body: '' })),
    );
    for (const [path, body] of linkPages) {
      routes.set(
        path,
        forReading(() => ({ status: 200, headers: LINK_PAGE_HEADERS, body })),
      );
    }
  }
  return routes;
}

const READING: readonly string[] = ['GET', 'HEAD'];

/** The same for GET and HEAD, and 405 for all else. What carries the answer to HEAD leaves its body out. */
function forReading(answer: () => Answer | Promise<Answer>): Handler {
  return async ({ method = '' }) => (READING.includes(method) ? answer() : notAllowedAnswer(READING));
}

/** `OPTIONS *` asks what the server can do as a whole (RFC 9110 §9.3.7). Nothing else can be asked of `*`. */
const ofTheServer: Handler = async ({ method }) =>
  method === 'OPTIONS'
    ? { status: 204, headers: { allow: 'GET, HEAD, POST, OPTIONS' }, body: '' }
    : errorAnswer(400, { code: 'BAD_REQUEST', message: 'Only OPTIONS can be asked of *.' });
