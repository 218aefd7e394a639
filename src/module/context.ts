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
   * What its lines of the log have as `request`, and its answer as `x-request-id` unless the client brought one that is not
   * believed; undefined where there is no request.
   */
  readonly requestId?: string | undefined;
}

/** Makes what resolvers find in `context.app`, once a request. The viewer is verified by then. */
export type AppContextFor = (given: {
  /** As Node has it; of a `Request` of the Fetch API too. Its body was read. */
  readonly request: IncomingMessage;
  readonly viewer: Viewer;
}) => AppContext | Promise<AppContext>;

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
  /**
   * How the refresh token comes and goes. To be given the one that is an argument of the operation, if any. Throws
   * `BAD_USER_INPUT` if the header `x-refresh-token` says nothing that is known here.
   */
  readonly carrierOf: (refreshToken?: string | null) => RefreshTokenCarrier;
  /** The id of the viewer's account. Throws `FORBIDDEN` if they have none here: a trusted issuer's users have not. */
  readonly accountId: () => string;
  /** What `createServer({ context })` made of the request. */
  readonly app: AppContext;
  readonly services: Services;
  readonly loaders: Loaders;
}
