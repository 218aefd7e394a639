import type { Access } from '../../access/index.js';
import { createToldRules } from '../../access/report/index.js';
import type { PortcullisError } from '../../errors.js';
import type { ServerConfig } from '../config/config.js';
import type { ContextOf } from '../graphql/context.js';
import { type Answer, errorAnswer, jsonAnswer, NO_STORE, notAllowedAnswer } from '../http/answer.js';
import type { Handler } from '../http/answer-request.js';
import { BUNDLE_FILES, type Bundle, type BundleFile, createBundle } from './bundle.js';
import { type ExplorerPage, explorerPage } from './page.js';
import type { ToldAnswer } from './told-answer.js';
import { wantsPage } from './wants-page.js';

const RULES_PATH = '/graphql/explorer/rules';
const pathOf = (file: BundleFile) => `/graphql/explorer/${file}`;

/** What is answered beside the page itself. */
export const EXPLORER_PATHS: readonly string[] = [RULES_PATH, ...BUNDLE_FILES.map(pathOf)];

/** The page that a browser gets at `/graphql`, and what belongs to it. */
export interface Explorer {
  /** By path: files, and the rules of the schema. */
  readonly routes: ReadonlyMap<string, Handler>;
  /** Gives the page to whoever wants one. */
  around(graphql: Handler): Handler;
}

export interface ExplorerOptions {
  readonly config: Pick<ServerConfig, 'explorer' | 'introspection'>;
  readonly access: Pick<Access, 'schema' | 'table'>;
  readonly contextOf: ContextOf;
  readonly randomBytes: (size: number) => Buffer;
  readonly bundle?: Bundle;
}

const NONCE_BYTES = 16;

/** Undefined where there is none. */
export function createExplorer(options: ExplorerOptions): Explorer | undefined {
  const { config, randomBytes, bundle = createBundle() } = options;
  const { explorer } = config;
  if (explorer === 'off') return undefined;
  const files = BUNDLE_FILES.map((file) => [pathOf(file), fileHandler(bundle, file)] as const);
  return {
    routes: new Map([[RULES_PATH, rulesHandler(options)], ...files]),
    around: (graphql) => async (request, search) => {
      if (request.method !== 'GET' || !wantsPage(request.headers.accept)) return graphql(request, search);
      const asked = new URLSearchParams(search).get('explorer');
      const page = explorer === 'sandbox' && asked === null ? sandboxPage(bundle) : graphiqlPage(bundle, asked);
      return explorerPage(await page, randomBytes(NONCE_BYTES).toString('base64'));
    },
  };
}

/** Of the address, nothing but this is read: no operation, no header, no endpoint. */
const INSTEAD_OF_SANDBOX = 'instead-of-sandbox';

async function sandboxPage(bundle: Bundle): Promise<ExplorerPage> {
  return {
    kind: 'sandbox',
    script: await addressOf(bundle, 'sandbox.js'),
    style: undefined,
    data: { instead: `?explorer=${INSTEAD_OF_SANDBOX}`, graphiql: '?explorer=graphiql' },
  };
}

async function graphiqlPage(bundle: Bundle, asked: string | null): Promise<ExplorerPage> {
  return {
    kind: 'graphiql',
    script: await addressOf(bundle, 'graphiql.js'),
    style: await addressOf(bundle, 'graphiql.css'),
    data: { rules: RULES_PATH.slice(1), ...(asked === INSTEAD_OF_SANDBOX && { why: 'sandbox' }) },
  };
}

async function addressOf(bundle: Bundle, file: BundleFile): Promise<string> {
  return `${pathOf(file).slice(1)}?v=${await bundle.versionOf(file)}`;
}

const READING: readonly string[] = ['GET', 'HEAD'];

function fileHandler(bundle: Bundle, file: BundleFile): Handler {
  return async ({ method = '', headers }, search) =>
    READING.includes(method)
      ? bundle.answer(file, { version: new URLSearchParams(search).get('v'), known: headers['if-none-match'] })
      : notAllowedAnswer(READING);
}

/** What the viewer may use, by the bearer token of the request. */
function rulesHandler({ access, config, contextOf }: ExplorerOptions): Handler {
  const rulesOf = createToldRules({ ...access, introspection: config.introspection });
  return async (request) => {
    if (request.method !== 'GET') return notAllowedAnswer(['GET'], NO_STORE);
    const { viewer, viewerProblem } = await contextOf(request);
    if (viewerProblem) return problemAnswer(viewerProblem);
    const { authenticated, issuer, subject, roles, scopes, expiresAt, reason } = viewer;
    const told: ToldAnswer = {
      viewer: { authenticated, issuer, subject, roles, scopes, expiresAt, reason },
      rules: Object.fromEntries(rulesOf(viewer)),
    };
    return jsonAnswer(200, told, NO_STORE);
  };
}

/** Why it is not known who the viewer is: too many bad tokens, or what is needed to verify one is out of reach. */
function problemAnswer({ code, message, extensions: { retryAfter } }: PortcullisError): Answer {
  const headers = { ...NO_STORE, ...(typeof retryAfter === 'number' && { 'retry-after': String(retryAfter) }) };
  return errorAnswer(code === 'RATE_LIMITED' ? 429 : 503, { code, message }, headers);
}
