import type { TokenReason } from '../errors.js';

const USUAL = /^Bearer [\w.-]+$/;
const USUAL_START = 'Bearer '.length;

/**
 * The token of an Authorization header (RFC 6750 §2.1). Another scheme counts as no token (§3.1); two headers, or two
 * tokens in one, as a bad one.
 */
export function readBearerToken(
  headers: readonly string[] | undefined,
): { readonly token: string } | { readonly reason: TokenReason } {
  const [header, ...others] = headers ?? [];
  if (header === undefined) return { reason: 'TOKEN_MISSING' };
  if (others.length > 0) return { reason: 'TOKEN_INVALID' };
  // As nearly all are: neither cut into parts nor copied.
  if (USUAL.test(header)) return { token: header.slice(USUAL_START) };
  const [scheme, ...tokens] = header.trim().split(/[\s,]+/);
  if (scheme?.toLowerCase() !== 'bearer') return { reason: 'TOKEN_MISSING' };
  const [token, ...more] = tokens;
  if (token === undefined) return { reason: 'TOKEN_MISSING' };
  return more.length > 0 ? { reason: 'TOKEN_INVALID' } : { token };
}
