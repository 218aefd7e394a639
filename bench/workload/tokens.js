// The access tokens of the peers, with the claims and the size that Portcullis gives its own.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';

export const ISSUER = 'https://bench.example';
export const AUDIENCE = ISSUER;
export const LIFETIME_SECONDS = 3600;

/** Makes one key, and as many tokens with it as are asked for. */
export function createTokens() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyid = randomBytes(16).toString('hex');
  return Object.freeze({
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }),
    mint: (count) => Array.from({ length: count }, () => sign(privateKey, keyid)),
  });
}

function sign(privateKey, keyid) {
  const issuedAt = Math.floor(Date.now() / 1000);
  const payload = {
    iss: ISSUER,
    sub: 'user-1',
    aud: AUDIENCE,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: randomBytes(16).toString('hex'),
    sid: randomBytes(16).toString('hex'),
    ver: 1,
    roles: ['USER'],
    scope: '',
  };
  return jsonwebtoken.sign(payload, privateKey, {
    algorithm: 'RS256',
    keyid,
    header: { alg: 'RS256', typ: 'at+jwt' },
  });
}
