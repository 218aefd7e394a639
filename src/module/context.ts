import type { IncomingMessage } from 'node:http';
import type { Viewer } from '../access/index.js';
import type { PortcullisError } from '../errors.js';
import type { AppContext, Loaders, Services } from './additions.js';
import type { RefreshTokenCarrier } from './refresh-token-carrier.js';

/** Where a request came from. */
export interface Client {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  /**
   * The id that its log lines have as `request` and its answer as `x-request-id`, unless the client sent one that is
   * not trusted; undefined where there is no request.
   */
  readonly requestId?: string | undefined;
}

/** Makes the `context.app` of resolvers, once per request, after the viewer is verified. */
export type AppContextFor = (given: {
  /** As Node has it; of a `Request` of the Fetch API too. Its body was read. */
  readonly request: IncomingMessage;
  readonly viewer: Viewer;
}) => AppContext | Promise<AppContext>;

/** The context of resolvers. It lives as long as the request. */
export interface Context {
  readonly viewer: Viewer;
  /** Why the viewer cannot be determined: everything with a rule fails with this error. */
  readonly viewerProblem: PortcullisError | null;
  /** The session that the bearer token names, if this server issued it; even if it has expired or was revoked. */
  readonly sessionId: string | null;
  readonly client: Client;
  /**
   * Throws `BAD_USER_INPUT` from the second call on, for work that a thousand aliases must not repeat a thousand times.
   */
  readonly once: () => void;
  /**
   * How the refresh token is received and returned. Pass the argument of the operation, if any. Throws `BAD_USER_INPUT`
   * if the header `x-refresh-token` has an unknown value.
   */
  readonly carrierOf: (refreshToken?: string | null) => RefreshTokenCarrier;
  /** The id of the viewer's account. Throws `FORBIDDEN` if they have none here, as the users of a trusted issuer. */
  readonly accountId: () => string;
  /** What `createServer({ context })` made of the request. */
  readonly app: AppContext;
  readonly services: Services;
  readonly loaders: Loaders;
}
