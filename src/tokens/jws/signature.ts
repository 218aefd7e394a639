import { type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Algorithm, ForeignAlgorithm } from './algorithms.js';

// RFC 8725 §3.1 and §3.11; the headers that would bring a key along, or ask for what we do not do, are never honoured.
const UNSUPPORTED_HEADERS = ['crit', 'jwk', 'jku', 'x5u', 'x5c', 'b64'] as const;

/** Why a header cannot be honoured, as a sentence; undefined if it can. */
export function unsupportedHeader(header: Readonly<Record<string, unknown>>): string | undefined {
  const unsupported = UNSUPPORTED_HEADERS.find((name) => Object.hasOwn(header, name));
  return unsupported && `The header has "${unsupported}", which is not supported.`;
}

export interface SigningHeader {
  readonly alg: Algorithm;
  readonly typ: string;
  readonly kid: string;
}

/** A JWS in compact form (RFC 7515 §3.1). */
export function sign(header: SigningHeader, payload: object, privateKey: KeyObject): string {
  const { alg: algorithm, kid: keyid } = header;
  if (algorithm !== 'EdDSA') return jsonwebtoken.sign(payload, privateKey, { algorithm, keyid, header });
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signBytes(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** True if the signature is one of this key by this algorithm. Claims are not looked at. */
export function hasSignature(text: string, publicKey: KeyObject, algorithm: Algorithm | ForeignAlgorithm): boolean {
  try {
    if (algorithm === 'EdDSA' || algorithm === 'Ed25519') return hasEdwardsSignature(text, publicKey);
    jsonwebtoken.verify(text, publicKey, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}

/** RFC 8037 §3.1: jsonwebtoken has no EdDSA. */
function hasEdwardsSignature(text: string, publicKey: KeyObject): boolean {
  if (publicKey.asymmetricKeyType !== 'ed25519') return false;
  const end = text.lastIndexOf('.');
  return verifyBytes(null, Buffer.from(text.slice(0, end)), publicKey, Buffer.from(text.slice(end + 1), 'base64url'));
}
