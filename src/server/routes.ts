import type { KeyRing } from '../tokens/index.js';
import { PAGE_PATH, TRY_PATH } from './access-page/access-page.js';
import { hasAccessPage } from './config/access-page-role.js';
import type { ServerConfig } from './config/config.js';
import { EXPLORER_PATHS, type Explorer } from './explorer/explorer.js';
import { type Answer, errorAnswer, jsonAnswer, NO_STORE, notAllowedAnswer } from './http/answer.js';
import type { Handler } from './http/answer-request.js';
import { metadataOf, metadataPaths } from './issuer-metadata.js';
import { LINK_PAGE_HEADERS, linkPages } from './link-pages.js';
import type { Readiness } from './readiness.js';

export interface RoutesOptions {
  readonly graphql: Handler;
  readonly explorer: Explorer | undefined;
  readonly config: ServerConfig;
  readonly keys: Pick<KeyRing, 'jwks' | 'signingKey'>;
  readonly readiness: () => Promise<Readiness>;
  readonly accessPage: ReadonlyMap<string, Handler>;
}

// As long as others may keep the keys (RFC 7517 says nothing; this is what a key rotation must wait for).
const JWKS_MAX_AGE_SECONDS = 300;
const CACHED = { 'cache-control': `public, max-age=${JWKS_MAX_AGE_SECONDS}` } as const;

const ACCESS_PATHS: readonly string[] = [PAGE_PATH, TRY_PATH];

/** What has a name of its own in logs and metrics. */
export function namedPaths(config: ServerConfig): ReadonlySet<string> {
  const { isProduction, token, explorer } = config;
  const always = ['/graphql', '/.well-known/jwks.json', ...metadataPaths({ token }), '/healthz', '/readyz'];
  const ofExplorer = explorer === 'off' ? [] : EXPLORER_PATHS;
  const ofPage = hasAccessPage(config) ? ACCESS_PATHS : [];
  return new Set([...always, ...ofExplorer, ...ofPage, ...(isProduction ? [] : linkPages.keys())]);
}

/** What it answers in another server, which may have a start page, and a page `/access`, of its own. */
export function embeddedPaths(config: ServerConfig): ReadonlySet<string> {
  const isAskedFor = config.accessPageRole !== undefined;
  return new Set([...namedPaths(config)].filter((path) => isAskedFor || !ACCESS_PATHS.includes(path)));
}

/** What this server answers, by path. */
export function createRoutes({
  graphql,
  explorer,
  accessPage,
  config,
  keys,
  readiness,
}: RoutesOptions): ReadonlyMap<string, Handler> {
  const metadata = forReading(() => jsonAnswer(200, metadataOf(config, keys), CACHED));
  const routes = new Map<string, Handler>([
    ['/graphql', explorer ? explorer.around(graphql) : graphql],
    ...(explorer?.routes ?? []),
    ...metadataPaths(config).map((path) => [path, metadata] as const),
    ['/.well-known/jwks.json', forReading(() => jsonAnswer(200, keys.jwks(), CACHED))],
    ['/healthz', forReading(() => jsonAnswer(200, { status: 'ok' }))],
    ['/readyz', forReading(async () => readinessAnswer(await readiness()))],
    ...accessPage,
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

function readinessAnswer(readiness: Readiness): Answer {
  return jsonAnswer(readiness.status === 'ready' ? 200 : 503, readiness, NO_STORE);
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
    : errorAnswer(400, { code: 'BAD_REQUEST', message: 'Only OPTIONS is allowed for *.' });
