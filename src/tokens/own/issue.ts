import { sign } from '../jws/signature.js';
import type { KeyRing } from '../keys/key-ring.js';
import { ACCESS_TOKEN_TYPE, type AccessTokenSubject } from './claims.js';

export interface TokenIssuerOptions {
  readonly keys: Pick<KeyRing, 'signingKey'>;
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
}

export interface TokenIssuer {
  /** A signed access token as in RFC 9068, valid for `lifetimeSeconds` from now. */
  issue(subject: AccessTokenSubject, lifetimeSeconds: number): string;
}

export function createTokenIssuer({ keys, issuer, audience, clock, randomBytes }: TokenIssuerOptions): TokenIssuer {
  return Object.freeze({
    issue: ({ subject, sessionId, version, roles, scopes, custom }: AccessTokenSubject, lifetimeSeconds: number) => {
      const { algorithm, kid, privateKey } = keys.signingKey();
      const issuedAt = Math.floor(clock() / 1000);
      const payload = {
        ...custom,
        iss: issuer,
        sub: subject,
        aud: audience,
        iat: issuedAt,
        exp: issuedAt + lifetimeSeconds,
        jti: randomBytes(16).toString('hex'),
        sid: sessionId,
        ver: version,
        roles,
        scope: scopes.join(' '),
      };
      return sign({ alg: algorithm, typ: ACCESS_TOKEN_TYPE, kid }, payload, privateKey);
    },
  });
}
