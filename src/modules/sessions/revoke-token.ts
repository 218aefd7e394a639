import { PortcullisError } from '../../errors.js';
import type { Actor } from './end-sessions.js';
import type { SessionsOptions } from './sessions.js';

/** Takes back the access token of this `jti`. */
export async function revokeToken(
  { database, services }: SessionsOptions,
  tokenId: string,
  { actorId, client }: Actor,
): Promise<true> {
  if (!/^[0-9a-f]{32}$/.test(tokenId)) {
    throw new PortcullisError('BAD_USER_INPUT', 'jti: This is not the jti of an access token.', { field: 'jti' });
  }
  await database.transaction(async (tx) => {
    await services.audit.record(tx, { type: 'TOKEN_REVOKED', actorId, client, detail: tokenId });
    await services.revocation.revokeToken(tx, tokenId);
  });
  return true;
}
