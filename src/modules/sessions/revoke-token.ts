import { PortcullisError } from '../../errors.js';
import { MOST_FOREIGN_BYTES, mayIssue } from '../../tokens/index.js';
import type { Actor } from './end-sessions.js';
import type { SessionsOptions } from './sessions.js';

export interface TokenName {
  readonly jti: string;
  /** A trusted issuer; by default this server. */
  readonly issuer?: string | undefined;
}

/** Others may have any text; a longer one would not fit into the longest token of an issuer. */
const FOREIGN_JTI = new RegExp(`^.{1,${(MOST_FOREIGN_BYTES * 3) / 4}}$`, 'su');
const OUR_JTI = /^[0-9a-f]{32}$/;

/** Takes back the access token of this name. */
export async function revokeToken(
  { config, database, services }: SessionsOptions,
  { jti, issuer = config.token.issuer }: TokenName,
  { actorId, client }: Actor,
): Promise<true> {
  const isOurs = issuer === config.token.issuer;
  if (!isOurs) checkIssuer(issuer, config);
  if (!(isOurs ? OUR_JTI : FOREIGN_JTI).test(jti)) {
    throw new PortcullisError('BAD_USER_INPUT', 'jti: This is not the jti of an access token.', { field: 'jti' });
  }
  await database.transaction(async (tx) => {
    const detail = isOurs ? jti : `${issuer}|${jti}`;
    await services.audit.record(tx, { type: 'TOKEN_REVOKED', actorId, client, detail });
    if (isOurs) await services.revocation.revokeToken(tx, jti);
    else await services.revocation.revokeForeignToken(tx, issuer, jti);
  });
  return true;
}

function checkIssuer(issuer: string, { token, trustedIssuers }: SessionsOptions['config']): void {
  if (trustedIssuers.some((trusted) => mayIssue(trusted, issuer))) return;
  const known = [token.issuer, ...trustedIssuers.map((trusted) => trusted.issuer)];
  const message = `issuer: This server does not know that issuer. Use ${known.join(' or ')}.`;
  throw new PortcullisError('BAD_USER_INPUT', message, { field: 'issuer' });
}
