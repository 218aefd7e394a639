import type { TokenReason } from '../errors.js';

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
  const usual = usualToken(header);
  if (usual) return { token: usual };
  const [scheme, ...tokens] = header.trim().split(/[\s,]+/);
  if (scheme?.toLowerCase() !== 'bearer') return { reason: 'TOKEN_MISSING' };
  const [token, ...more] = tokens;
  if (token === undefined) return { reason: 'TOKEN_MISSING' };
  return more.length > 0 ? { reason: 'TOKEN_INVALID' } : { token };
}

/** As nearly all are: it need not be taken apart. */
function usualToken(header: string): string | undefined {
  if (!header.startsWith('Bearer ')) return undefined;
  const token = header.slice('Bearer '.length);
  return token.includes(' ') || token.includes(',') || token !== token.trim() ? undefined : token;
}
