import type { KeyObject } from 'node:crypto';
import jsonwebtoken, { type Algorithm } from 'jsonwebtoken';

// RFC 8725 §3.1 and §3.11; the headers that would bring a key along, or ask for what we do not do, are never honoured.
const UNSUPPORTED_HEADERS = ['crit', 'jwk', 'jku', 'x5u', 'x5c', 'b64'] as const;

/** Why a header cannot be honoured, as a sentence; undefined if it can. */
export function unsupportedHeader(header: Readonly<Record<string, unknown>>): string | undefined {
  const unsupported = UNSUPPORTED_HEADERS.find((name) => Object.hasOwn(header, name));
  return unsupported && `The header has "${unsupported}", which is not supported.`;
}

/** True if the signature is one of this key by this algorithm. Claims are not looked at. */
export function hasSignature(text: string, publicKey: KeyObject, algorithm: Algorithm): boolean {
  try {
    jsonwebtoken.verify(text, publicKey, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}
