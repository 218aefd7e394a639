/** The algorithms of other issuers' tokens. A secret is never shared with them. */
export const foreignAlgorithms = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512'] as const),
] as const;
export type ForeignAlgorithm = (typeof foreignAlgorithms)[number];

/** A claim by its literal name, or by the path to it: `['realm_access', 'roles']`. */
export type ClaimPath = string | readonly string[];

/** An issuer whose tokens count: Auth0, Keycloak, Entra, another Portcullis. */
export interface TrustedIssuer {
  /** `iss`, exactly. */
  readonly issuer: string;
  /** Where its keys are: https, or http on this machine. */
  readonly jwksUri: string;
  /** `aud` must be this, or have it among its items; of several, one is enough. */
  readonly audience: string | readonly string[];
  readonly algorithms: readonly ForeignAlgorithm[];
  /** The `typ` of the header, in any case and with or without `application/`. Under `JWT`, ID and logout tokens are refused. */
  readonly typ: readonly string[];
  /** Where its roles are, and which of ours each stands for; others grant nothing. */
  readonly roles?: { readonly claim: ClaimPath; readonly map: Readonly<Record<string, string>> } | undefined;
  readonly scopes?: { readonly claim: ClaimPath } | undefined;
  /** The longest that one of its tokens may be valid, from `iat` to `exp`: 24 h by default, 30 days at most. */
  readonly maxLifetimeSeconds?: number | undefined;
}

export const DEFAULT_MAX_LIFETIME_SECONDS = 86_400;
/** The longest `maxLifetimeSeconds`: what is revoked is kept that long. */
export const LONGEST_FOREIGN_LIFETIME_SECONDS = 30 * 86_400;

/** Throws a `TypeError` for an issuer that cannot be trusted safely. */
export function checkIssuer({
  issuer,
  jwksUri,
  maxLifetimeSeconds = DEFAULT_MAX_LIFETIME_SECONDS,
}: TrustedIssuer): void {
  if (!isSafeName(issuer)) throw new TypeError(`The issuer ${issuer} has a | in its name.`);
  if (!isSafeAddress(jwksUri)) throw new TypeError(`The jwksUri of ${issuer} is not https.`);
  if (isLifetime(maxLifetimeSeconds)) return;
  throw new TypeError(
    `The maxLifetimeSeconds of ${issuer} is not a whole number from 1 to ${LONGEST_FOREIGN_LIFETIME_SECONDS}.`,
  );
}

function isLifetime(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_FOREIGN_LIFETIME_SECONDS;
}

/** https, or this machine. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

/** Between issuer and subject stands a `|`, so with one in its name, an issuer could speak of another's subjects. */
export function isSafeName(issuer: string): boolean {
  return !issuer.includes('|');
}

/** The texts of a claim: an array of strings, or one string with spaces between them. */
export function readTexts(payload: Readonly<Record<string, unknown>>, claim: ClaimPath): readonly string[] {
  let value: unknown = payload;
  for (const name of typeof claim === 'string' ? [claim] : claim) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
    value = Reflect.get(value, name);
  }
  if (typeof value === 'string') return value.split(' ').filter(Boolean);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
