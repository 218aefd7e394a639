import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../../access/index.js';
import { PortcullisError } from '../../errors.js';
import type { WrittenResult } from '../../execution/index.js';
import type {
  AppContext,
  AppContextFor,
  Client,
  Context,
  Loaders,
  Module,
  ModuleDeps,
  Services,
} from '../../module/index.js';
import { bearerOf } from '../../tokens/index.js';
import { toText } from '../../values/text.js';
import { isPromise } from '../../values/value-kinds.js';
import type { ClientAddress } from '../http/client-address.js';
import type { RefreshTokenCarriers } from '../http/refresh-cookie.js';
import { recordOf } from '../http/request-record.js';
import type { Figures } from '../limits/operation-figures.js';
import { type IdentifyOptions, type Identity, identify } from './identify.js';

/** Where a context holds what came of its operation, if it was executed before it came to Apollo. */
export const executed: unique symbol = Symbol('executed');

/** The context of a request that came to this server. */
export interface ServerContext extends Context {
  [executed]?: WrittenResult;
}

export interface ContextOptions extends Pick<IdentifyOptions, 'verifier' | 'trustedIssuers' | 'tokenLog'> {
  readonly modules: readonly Module[];
  readonly deps: ModuleDeps;
  readonly addressOf: ClientAddress;
  readonly carriers: RefreshTokenCarriers;
  /** What is put in `app`. */
  readonly appContextFor?: AppContextFor | undefined;
}

/** What the operations of one request have used of what it may do as a whole. */
export interface Usage {
  hasCalledOnce: boolean;
  /** Of those of a batch that were executed. */
  figures?: Figures;
}

/** Undefined for what is no context of a request. */
export function usageOf(context: unknown): Usage | undefined {
  return context instanceof RequestContext ? context.shared.usage : undefined;
}

/** The same. */
export function requestOf(context: unknown): IncomingMessage | undefined {
  return context instanceof RequestContext ? context.shared.request : undefined;
}

export type ContextOf = (request: IncomingMessage, usage?: Usage) => ServerContext | Promise<ServerContext>;

/** Builds the context of an operation: the bearer token is verified here, once. */
export function createContextBuilder(options: ContextOptions): ContextOf {
  const { modules, deps, appContextFor, addressOf, carriers, verifier, trustedIssuers, tokenLog } = options;
  const identifyOptions = { verifier, trustedIssuers, tokenLog, badTokens: deps.services.rateLimits.badTokens };
  const loadersOf = modules.flatMap((module) => module.loaders ?? []);
  const loadersFor = () => Object.assign({}, ...loadersOf.map((loaders) => loaders(deps)));
  return (request, usage = { hasCalledOnce: false }) => {
    const withApp = (identity: Identity, app?: AppContext) =>
      new RequestContext(identity, { request, deps, addressOf, carriers, loadersFor, app, usage });
    const contextFor = (identity: Identity) => {
      const record = recordOf(request);
      if (record) record.by ??= identity;
      if (!appContextFor) return withApp(identity);
      const app = appContextFor({ request, viewer: identity.viewer });
      return isPromise<AppContext>(app)
        ? Promise.resolve(app).then((value) => withApp(identity, value))
        : withApp(identity, app);
    };
    const identity = identify(identifyOptions, bearerOf(request), () => clientOf({ request, addressOf }));
    return identity instanceof Promise ? identity.then(contextFor) : contextFor(identity);
  };
}

/** What a context and its copies share. */
interface Shared {
  readonly request: IncomingMessage;
  readonly deps: ModuleDeps;
  readonly addressOf: ClientAddress;
  readonly carriers: RefreshTokenCarriers;
  readonly loadersFor: () => Loaders;
  readonly app: AppContext | undefined;
  readonly usage: Usage;
}

/**
 * What few operations ask for is made when one does. Apollo copies a context, so nothing in it is private to the object.
 * Functions are made by getters: as properties of each context they cost more than all the rest of it.
 */
class RequestContext implements ServerContext {
  readonly viewer: Viewer;
  readonly viewerProblem: PortcullisError | null;
  readonly sessionId: string | null;
  readonly services: Services;
  readonly shared: Shared;
  madeLoaders: Loaders | undefined = undefined;

  constructor({ viewer, viewerProblem, sessionId }: Identity, shared: Shared) {
    this.viewer = viewer;
    this.viewerProblem = viewerProblem;
    this.sessionId = sessionId;
    this.services = shared.deps.services;
    this.shared = shared;
  }

  get app(): AppContext {
    const { app } = this.shared;
    if (app === undefined) throw new TypeError('There is no context.app: createServer was called without `context`.');
    return app;
  }

  get client(): Client {
    return clientOf(this.shared);
  }

  get loaders(): Loaders {
    this.madeLoaders ??= this.shared.loadersFor();
    return this.madeLoaders;
  }

  get once(): () => void {
    return () => callOnce(this.shared.usage);
  }

  get carrierOf(): Context['carrierOf'] {
    const { carriers, request } = this.shared;
    return (refreshToken) => carriers.carrierOf(request, refreshToken);
  }

  get accountId(): () => string {
    return () => accountIdOf(this.viewer, this.shared.deps.config.token.issuer);
  }
}

function accountIdOf({ issuer, subject }: Viewer, ownIssuer: string): string {
  if (issuer === ownIssuer && subject !== null) return subject;
  throw new PortcullisError('FORBIDDEN', 'This requires an account on this server.');
}

function callOnce(usage: Usage): void {
  if (usage.hasCalledOnce)
    throw new PortcullisError('BAD_USER_INPUT', 'A request may run only one operation on credentials.');
  usage.hasCalledOnce = true;
}

/** What is known of the client that sent a request. */
export function clientOf({ request, addressOf }: Pick<Shared, 'request' | 'addressOf'>): Client {
  const userAgent = request.headers['user-agent'];
  return {
    ipAddress: addressOf(request),
    userAgent: userAgent === undefined ? null : toText(userAgent),
    requestId: recordOf(request)?.id,
  };
}
