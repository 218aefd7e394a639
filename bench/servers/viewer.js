// Who asks, for the peers that verify with jsonwebtoken: the key is read once, and is a KeyObject.
import { createPublicKey } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { AUDIENCE, ISSUER } from '../workload/tokens.js';

/** Gives a function from the `Authorization` header to the claims, or undefined for what is not a valid token. */
export function createViewerOf(publicKeyPem) {
  const key = createPublicKey(publicKeyPem);
  const options = { algorithms: ['RS256'], issuer: ISSUER, audience: AUDIENCE };
  return (authorization) => {
    if (!authorization?.startsWith('Bearer ')) return undefined;
    try {
      return jsonwebtoken.verify(authorization.slice('Bearer '.length), key, options);
    } catch {
      return undefined;
    }
  };
}
