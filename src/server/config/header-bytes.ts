import { maxHeaderSize } from 'node:http';
import { DEFAULT_MAX_BYTES, type TrustedIssuer } from '../../tokens/index.js';

/**
 * How large the headers of a request may be altogether, if that is more than Node takes: by as much as the token of an
 * issuer may be larger than others.
 */
export function headerBytesFor(issuers: readonly Pick<TrustedIssuer, 'maxBytes'>[]): number | undefined {
  const most = Math.max(0, ...issuers.map(({ maxBytes = 0 }) => maxBytes));
  return most > DEFAULT_MAX_BYTES ? maxHeaderSize + most - DEFAULT_MAX_BYTES : undefined;
}
