import type { IncomingMessage } from 'node:http';
import { anonymousBecause, type Viewer } from '../access/index.js';
import { PortcullisError } from '../errors.js';
import type { WrittenResult } from '../execution/index.js';
import type { Client, Context, Loaders, Module, ModuleDeps, Services } from '../module/index.js';
import type { ForeignToken, TrustedIssuers, VerifiedToken, Verifier } from '../tokens/index.js';
import { toText } from '../values/text.js';
import { readBearerToken } from './bearer-token.js';

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
}

/** Builds the context of a request: the bearer token is verified here, once. */
export function createContextBuilder(
  options: ContextOptions,
): (request: IncomingMessage) => ServerContext | Promise<ServerContext> {
  const { modules, deps } = options;
  const loadersOf = modules.flatMap((module) => module.loaders ?? []);
  const loadersFor = () => Object.assign({}, ...loadersOf.map((loaders) => loaders(deps)));
  return (request) => {
    const contextFor = (identity: Identity) =>
      new RequestContext(identity, { request, deps, loadersFor, hasCalledOnce: false });
    const identity = identify(options, authorizationsOf(request));
    return identity instanceof Promise ? identity.then(contextFor) : contextFor(identity);
  };
}

/** What a context and its copies share. */
interface Shared {
  readonly request: IncomingMessage;
  readonly deps: ModuleDeps;
  readonly loadersFor: () => Loaders;
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

  get client(): Client {
    return clientOf(this.shared.request);
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

/** All that were sent. `headers` has the first of them alone, and `headersDistinct` makes a list of every header. */
function authorizationsOf({ rawHeaders }: IncomingMessage): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length !== AUTHORIZATION.length || name.toLowerCase() !== AUTHORIZATION) continue;
    values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

const AUTHORIZATION = 'authorization';

type Identity = Pick<Context, 'viewer' | 'viewerProblem' | 'sessionId'>;

function identify(
  { verifier, trustedIssuers }: ContextOptions,
  headers: readonly string[] | undefined,
): Identity | Promise<Identity> {
  const bearer = readBearerToken(headers);
  if ('reason' in bearer) return identity(anonymousBecause(bearer.reason));
  return trustedIssuers.isFrom(bearer.token)
    ? identifyForeign(trustedIssuers, bearer.token)
    : identifyOwn(verifier, bearer.token);
}

function identifyOwn(verifier: Verifier, text: string): Identity {
  const verification = verifier.verify(text);
  if ('token' in verification) return identity(toViewer(verification.token), verification.token.sessionId);
  if ('unavailable' in verification) {
    const problem = unavailable('Whether the access token was revoked cannot be known now.');
    return identity(anonymousBecause('TOKEN_INVALID'), verification.unavailable.sessionId, problem);
  }
  const { reason, token } = verification.refusal;
  return identity(anonymousBecause(reason), token?.sessionId);
}

async function identifyForeign(trustedIssuers: TrustedIssuers, text: string): Promise<Identity> {
  const verification = await trustedIssuers.verify(text);
  if ('token' in verification) return identity(toViewer(verification.token));
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

function toViewer({ issuer, subject, roles, scopes, claims, expiresAt }: VerifiedToken | ForeignToken): Viewer {
  return Object.freeze({ authenticated: true, issuer, subject, roles, scopes, claims, expiresAt, reason: null });
}

function clientOf({ socket, headers }: IncomingMessage): Client {
  const userAgent = headers['user-agent'];
  return {
    // An IPv4 client of an IPv6 socket (RFC 4291 §2.5.5.2).
    ipAddress: socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? null,
    userAgent: userAgent === undefined ? null : toText(userAgent),
  };
}
