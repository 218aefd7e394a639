/** Longer texts are not looked at. Ours are below 1 kB; custom claims may add 4 kB. */
const OUR_MAX_LENGTH = 8192;

// RFC 8725 §3.7. What is no UTF-8 would be read as U+FFFD, and two subjects as one.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Splits a JWS in compact form (RFC 7515 §3.1) and parses its header and payload. Nothing is verified.
 * A token has one spelling: no padding, no white space, no other alphabet, no bits left over in a last character.
 */
export function decodeToken(text: string, maxLength = OUR_MAX_LENGTH): DecodedToken | { readonly problem: string } {
  if (text.length > maxLength) return { problem: `The token is longer than ${maxLength} characters.` };
  const segments = text.split('.');
  if (segments.length !== 3) return { problem: 'The token does not have the three parts of a JWT.' };
  const [header, payload, signature] = segments.map(decodeBase64Url);
  if (!header || !payload || !signature) return { problem: 'A part of the token is not base64url.' };
  const parsed = { header: parseObject(header), payload: parseObject(payload) };
  if (!parsed.header || !parsed.payload) return { problem: 'The header or the payload is not a JSON object.' };
  return { header: parsed.header, payload: parsed.payload };
}

function decodeBase64Url(segment: string): Buffer | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === segment ? bytes : undefined;
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
