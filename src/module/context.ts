import type { Viewer } from '../access/index.js';
import type { PortcullisError } from '../errors.js';
import type { Loaders, Services } from './additions.js';

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
  /** The id of the viewer's account. Throws `FORBIDDEN` if they have none here: a trusted issuer's users have not. */
  readonly accountId: () => string;
  readonly services: Services;
  readonly loaders: Loaders;
}
