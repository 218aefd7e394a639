import type { IncomingMessage } from 'node:http';
import { anonymousBecause, type Viewer } from '../access/index.js';
import { PortcullisError } from '../errors.js';
import type { WrittenResult } from '../execution/index.js';
import type {
  AppContext,
  AppContextFor,
  Client,
  Context,
  Loaders,
  Module,
  ModuleDeps,
  Services,
} from '../module/index.js';
import { type Bearer, bearerOf, type TrustedIssuers, type Verifier, viewerOfToken } from '../tokens/index.js';
import { toText } from '../values/text.js';
import { isPromise } from '../values/value-kinds.js';
import type { ClientAddress } from './client-address.js';

/** Where a context holds what came of its operation, if it was executed before it came to Apollo. */
export const executed: unique symbol = Symbol('executed');

/** The context of a request that came to this server. */
export interface ServerContext extends Context {
  [executed]?: WrittenResult;
}

export interface ContextOptions {
  readonly verifier: Verifier;
  readonly trustedIssuers: TrustedIssuers;
  readonly modules: readonly Module[];
  readonly deps: ModuleDeps;
  readonly addressOf: ClientAddress;
  /** What is put in `app`. */
  readonly appContextFor?: AppContextFor | undefined;
}

/** Builds the context of a request: the bearer token is verified here, once. */
export function createContextBuilder(
  options: ContextOptions,
): (request: IncomingMessage) => ServerContext | Promise<ServerContext> {
  const { modules, deps, appContextFor, addressOf } = options;
  const loadersOf = modules.flatMap((module) => module.loaders ?? []);
  const loadersFor = () => Object.assign({}, ...loadersOf.map((loaders) => loaders(deps)));
  return (request) => {
    const withApp = (identity: Identity, app?: AppContext) =>
      new RequestContext(identity, { request, deps, addressOf, loadersFor, app, hasCalledOnce: false });
    const contextFor = (identity: Identity) => {
      if (!appContextFor) return withApp(identity);
      const app = appContextFor({ request, viewer: identity.viewer });
      return isPromise<AppContext>(app)
        ? Promise.resolve(app).then((value) => withApp(identity, value))
        : withApp(identity, app);
    };
    const identity = identify(options, bearerOf(request));
    return identity instanceof Promise ? identity.then(contextFor) : contextFor(identity);
  };
}

/** What a context and its copies share. */
interface Shared {
  readonly request: IncomingMessage;
  readonly deps: ModuleDeps;
  readonly addressOf: ClientAddress;
  readonly loadersFor: () => Loaders;
  readonly app: AppContext | undefined;
  hasCalledOnce: boolean;
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
    if (app === undefined) throw new TypeError('There is no context.app: createServer was given no `context`.');
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
    return () => callOnce(this.shared);
  }

  get accountId(): () => string {
    return () => accountIdOf(this.viewer, this.shared.deps.config.token.issuer);
  }
}

type Identity = Pick<Context, 'viewer' | 'viewerProblem' | 'sessionId'>;

function identify({ verifier, trustedIssuers }: ContextOptions, bearer: Bearer): Identity | Promise<Identity> {
  if ('refusal' in bearer) return identity(anonymousBecause(bearer.refusal.reason));
  return trustedIssuers.isFrom(bearer.text)
    ? identifyForeign(trustedIssuers, bearer.text)
    : identifyOwn(verifier, bearer.text);
}

function identifyOwn(verifier: Verifier, text: string): Identity {
  const verification = verifier.verify(text);
  if ('token' in verification) return identity(viewerOfToken(verification.token), verification.token.sessionId);
  if ('unavailable' in verification) {
    const problem = unavailable('Whether the access token was revoked cannot be known now.');
    return identity(anonymousBecause('TOKEN_INVALID'), verification.unavailable.sessionId, problem);
  }
  const { reason, token } = verification.refusal;
  return identity(anonymousBecause(reason), token?.sessionId);
}

async function identifyForeign(trustedIssuers: TrustedIssuers, text: string): Promise<Identity> {
  const verification = await trustedIssuers.verify(text);
  if ('token' in verification) return identity(viewerOfToken(verification.token));
  if ('refusal' in verification) return identity(anonymousBecause(verification.refusal.reason));
  const problem = unavailable('Whether the access token is good cannot be known now.');
  return identity(anonymousBecause('TOKEN_INVALID'), null, problem);
}

function identity(
  viewer: Viewer,
  sessionId: string | null = null,
  viewerProblem: PortcullisError | null = null,
): Identity {
  return { viewer, viewerProblem, sessionId };
}

function accountIdOf({ issuer, subject }: Viewer, ownIssuer: string): string {
  if (issuer === ownIssuer && subject !== null) return subject;
  throw new PortcullisError('FORBIDDEN', 'This is for users who have an account here.');
}

function unavailable(message: string): PortcullisError {
  return new PortcullisError('SERVICE_UNAVAILABLE', message, { retryAfter: 1 });
}

function callOnce(shared: Shared): void {
  if (shared.hasCalledOnce)
    throw new PortcullisError('BAD_USER_INPUT', 'A request may do one thing with credentials, and not more.');
  shared.hasCalledOnce = true;
}

function clientOf({ request, addressOf }: Shared): Client {
  const userAgent = request.headers['user-agent'];
  return {
    ipAddress: addressOf(request),
    userAgent: userAgent === undefined ? null : toText(userAgent),
  };
}
