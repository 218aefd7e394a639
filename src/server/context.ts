import type { IncomingMessage } from 'node:http';
import { anonymousBecause, type Viewer } from '../access/index.js';
import { PortcullisError } from '../errors.js';
import type { Loaders, Module, ModuleDeps, Services } from '../module.js';
import type { VerifiedToken, Verifier } from '../tokens/index.js';
import { readBearerToken } from './bearer-token.js';

/** Where a request came from. */
export interface Client {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** What resolvers get. It lives as long as the request. */
export interface Context {
  readonly viewer: Viewer;
  /** Why it cannot be said who the viewer is: whatever has a rule fails with that. */
  readonly viewerProblem: PortcullisError | null;
  /** The session that the bearer token names, if it is ours; even if it has expired or was revoked. */
  readonly sessionId: string | null;
  readonly client: Client;
  /** Throws `BAD_USER_INPUT` from the second call on: for what a thousand aliases must not do a thousand times. */
  readonly once: () => void;
  readonly services: Services;
  readonly loaders: Loaders;
}

export interface ContextOptions {
  readonly verifier: Verifier;
  readonly modules: readonly Module[];
  readonly deps: ModuleDeps;
}

/** Builds the context of a request: the bearer token is verified here, once. */
export function createContextBuilder({
  verifier,
  modules,
  deps,
}: ContextOptions): (request: IncomingMessage) => Context {
  return (request) => ({
    ...identify(verifier, request.headersDistinct.authorization),
    client: clientOf(request),
    once: createOnce(),
    services: deps.services,
    loaders: Object.assign({}, ...modules.map((module) => module.loaders?.(deps))),
  });
}

function identify(
  verifier: Verifier,
  headers: readonly string[] | undefined,
): Pick<Context, 'viewer' | 'viewerProblem' | 'sessionId'> {
  const bearer = readBearerToken(headers);
  if ('reason' in bearer) return { viewer: anonymousBecause(bearer.reason), viewerProblem: null, sessionId: null };
  const verification = verifier.verify(bearer.token);
  if ('token' in verification) {
    const { token } = verification;
    return { viewer: toViewer(token), viewerProblem: null, sessionId: token.sessionId };
  }
  if ('unavailable' in verification) {
    const { sessionId } = verification.unavailable;
    return { viewer: anonymousBecause('TOKEN_INVALID'), viewerProblem: unavailable(), sessionId };
  }
  const { reason, token } = verification.refusal;
  return { viewer: anonymousBecause(reason), viewerProblem: null, sessionId: token?.sessionId ?? null };
}

function unavailable(): PortcullisError {
  return new PortcullisError('SERVICE_UNAVAILABLE', 'Whether the access token was revoked cannot be known now.', {
    retryAfter: 1,
  });
}

function createOnce(): () => void {
  let called = false;
  return () => {
    if (called) throw new PortcullisError('BAD_USER_INPUT', 'A request may do one thing with credentials, and not more.');
    called = true;
  };
}

function toViewer({ issuer, subject, roles, scopes, claims, expiresAt }: VerifiedToken): Viewer {
  return Object.freeze({ authenticated: true, issuer, subject, roles, scopes, claims, expiresAt, reason: null });
}

function clientOf({ socket, headers }: IncomingMessage): Client {
  return {
    // An IPv4 client of an IPv6 socket (RFC 4291 §2.5.5.2).
    ipAddress: socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? null,
    userAgent: headers['user-agent'] ?? null,
  };
}
