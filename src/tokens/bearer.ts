/** The access token of a request, not yet verified; or the reason why there is none. */
export type Bearer =
  | { readonly text: string }
  | {
      readonly refusal: {
        readonly reason: 'TOKEN_MISSING' | 'SCHEME_NOT_BEARER' | 'TOKEN_INVALID';
        readonly detail: string;
      };
    };

/** A request of `node:http`, as in Express and Fastify (`request.raw`), or of the Fetch API. */
export type BearerRequest =
  | { readonly rawHeaders: readonly string[] }
  | { readonly headers: { get(name: string): string | null } };

const AUTHORIZATION = 'authorization';
const MISSING: Bearer = Object.freeze({
  refusal: Object.freeze({ reason: 'TOKEN_MISSING', detail: 'There is no bearer token.' }),
});
const INVALID: Bearer = Object.freeze({
  refusal: Object.freeze({ reason: 'TOKEN_INVALID', detail: 'There is more than one bearer token.' }),
});
const WRONG_SCHEME: Bearer = Object.freeze({
  refusal: Object.freeze({ reason: 'SCHEME_NOT_BEARER', detail: 'The token has a scheme other than Bearer, or none.' }),
});

/** How a JSON object begins in base64url. */
const OBJECT = 'eyJ';

/**
 * The token of a request's Authorization header (RFC 6750 §2.1). Another scheme counts as no token (§3.1), with a
 * separate reason if the value looks like a JWT; two headers, or two tokens in one, count as an invalid token. Throws a
 * `TypeError` for something that is not a request.
 */
export function bearerOf(request: BearerRequest): Bearer {
  const [header, ...others] = authorizationsOf(request);
  if (header === undefined) return MISSING;
  if (others.length > 0) return INVALID;
  const usual = usualToken(header);
  if (usual) return { text: usual };
  const [scheme, ...tokens] = header.trim().split(/[\s,]+/);
  if (scheme?.toLowerCase() !== 'bearer') return isMeantAsToken(header, scheme) ? WRONG_SCHEME : MISSING;
  const [text, ...more] = tokens;
  if (text === undefined) return MISSING;
  return more.length > 0 ? INVALID : { text };
}

/** `Authorization: JWT …`, a JWT under any other scheme, or a bare one: whoever wrote the client meant an access token. */
function isMeantAsToken(header: string, scheme: string | undefined): boolean {
  return scheme?.toLowerCase() === 'jwt' || header.split(/[^\w.-]/).some(looksLikeJwt);
}

/** Taken apart, since one pattern for all of it would take quadratic time where `eyJ` is there again and again. */
function looksLikeJwt(text: string): boolean {
  const parts = text.split('.');
  return parts.some((part, at) => part.includes(OBJECT) && parts[at + 1] && at + 2 < parts.length);
}

/** All that were sent. Node's `headers` has the first of them alone; the Fetch API puts them together with commas. */
function authorizationsOf(request: BearerRequest): readonly string[] {
  if ('rawHeaders' in request) return rawAuthorizations(request.rawHeaders);
  if (typeof request?.headers?.get !== 'function')
    throw new TypeError(
      'bearerOf expects a request of node:http or of the Fetch API: one with rawHeaders or headers.get.',
    );
  const header = request.headers.get(AUTHORIZATION);
  return header === null ? [] : header.split(/,\s*(?=bearer\b)/i);
}

/** Names and values by turns. */
function rawAuthorizations(rawHeaders: readonly string[]): readonly string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length !== AUTHORIZATION.length || name.toLowerCase() !== AUTHORIZATION) continue;
    values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

/** As nearly all are: it need not be taken apart. */
function usualToken(header: string): string | undefined {
  if (!header.startsWith('Bearer ')) return undefined;
  const token = header.slice('Bearer '.length);
  return token.includes(' ') || token.includes(',') || token !== token.trim() ? undefined : token;
}
