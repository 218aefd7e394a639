import { type ForeignAlgorithm, foreignAlgorithms } from '../jws/algorithms.js';
import type { DecodedToken } from '../jws/decode.js';
import { hasSignature, unsupportedHeader } from '../jws/signature.js';
import { type ForeignVerification, refuse } from './foreign-claims.js';
import type { IssuerKey, IssuerKeys } from './issuer-keys.js';
import type { IssuerRules } from './issuer-rules.js';
import { mediaTypeOf } from './token-kind.js';

export interface SignerOptions {
  readonly rules: IssuerRules;
  readonly keys: IssuerKeys;
}

/** What a header says of how its token is signed. */
interface Named {
  readonly kid: string | undefined;
  readonly algorithm: ForeignAlgorithm;
}

/**
 * The key of the issuer that has signed a token, or why there is none. Keys are fetched if the header names none that is
 * known; and if the only key that it could mean has not signed it, since without a name it may have a successor.
 */
export async function findSigner(
  { rules, keys }: SignerOptions,
  text: string,
  { header }: DecodedToken,
): Promise<IssuerKey | ForeignVerification> {
  if (text.length > rules.maxBytes) {
    return refuse('TOKEN_INVALID', `The token is longer than ${rules.maxBytes} bytes, the issuer's maxBytes.`);
  }
  const named = readHeader(rules, header);
  if (!('algorithm' in named)) return named;
  const { kid, algorithm } = named;
  const hasSigned = ({ publicKey }: IssuerKey) => hasSignature(text, publicKey, algorithm);
  const candidates = keys.find(kid, algorithm);
  const signer = candidates.find(hasSigned);
  if (signer) return signer;
  if (candidates.some((key) => key.kid !== undefined && key.kid === kid)) return wrongSignature();
  await keys.refresh();
  const fetched = keys.find(kid, algorithm);
  const later = fetched.filter((key) => !candidates.includes(key)).find(hasSigned);
  if (later) return later;
  if (!keys.isCurrent()) return { unavailable: `The keys of ${rules.issuer} cannot be fetched.` };
  return fetched.length === 0 ? noKey(kid) : wrongSignature();
}

function readHeader({ types, algorithms }: IssuerRules, header: DecodedToken['header']): Named | ForeignVerification {
  const type = Object.hasOwn(header, 'typ') ? mediaTypeOf(header.typ) : null;
  if (type === undefined || !types.includes(type)) {
    const names = types.map((each) => each ?? 'absent');
    return refuse('TOKEN_INVALID', `The header's typ is not ${names.join(' or ')}.`);
  }
  const unsupported = unsupportedHeader(header);
  if (unsupported !== undefined) return refuse('TOKEN_INVALID', unsupported);
  const { alg, kid } = header;
  if (!isForeignAlgorithm(alg) || !algorithms.includes(alg)) {
    return refuse('TOKEN_INVALID', `The header's alg is not ${algorithms.join(' or ')}, the issuer's algorithms.`);
  }
  if (kid !== undefined && typeof kid !== 'string') return refuse('TOKEN_INVALID', "The header's kid is not a string.");
  return { kid, algorithm: alg };
}

function noKey(kid: string | undefined): ForeignVerification {
  return refuse(
    'TOKEN_INVALID',
    kid === undefined
      ? 'The header has no kid, and the issuer has no key, or more than one, for its alg.'
      : "The header's kid names no key of the issuer that fits its alg.",
  );
}

function wrongSignature(): ForeignVerification {
  return refuse('TOKEN_INVALID', "The signature was not made with the issuer's key.");
}

function isForeignAlgorithm(value: unknown): value is ForeignAlgorithm {
  return foreignAlgorithms.some((algorithm) => algorithm === value);
}
