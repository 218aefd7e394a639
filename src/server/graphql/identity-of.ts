import type { IncomingMessage } from 'node:http';
import type { Services } from '../../module/index.js';
import type { Bearer } from '../../tokens/index.js';
import type { ClientAddress } from '../http/client-address.js';
import { clientOf } from './context.js';
import { type IdentifyOptions, type Identity, identify } from './identify.js';
import type { TokenLog } from './token-log.js';

/** What a bearer token that came with a request says of a viewer, be it in its header or elsewhere in it. */
export type IdentityOf = (request: IncomingMessage, bearer: Bearer) => Identity | Promise<Identity>;

export interface IdentityOptions extends Pick<IdentifyOptions, 'verifier' | 'trustedIssuers'> {
  readonly badTokens: Services['rateLimits']['badTokens'];
  readonly addressOf: ClientAddress;
  /** By default the log has nothing of the tokens. */
  readonly tokenLog?: TokenLog;
}

const SILENT: TokenLog = Object.freeze({ refused: () => {}, accepted: () => {} });

/** Verifies tokens outside of operations exactly as theirs are. */
export function createIdentityOf({ addressOf, tokenLog = SILENT, ...options }: IdentityOptions): IdentityOf {
  return (request, bearer) => identify({ ...options, tokenLog }, bearer, () => clientOf({ request, addressOf }));
}
