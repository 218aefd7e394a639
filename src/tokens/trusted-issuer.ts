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
  /** The `typ` of the header. */
  readonly typ: readonly string[];
  /** Where its roles are, and which of ours each stands for; others grant nothing. */
  readonly roles?: { readonly claim: ClaimPath; readonly map: Readonly<Record<string, string>> } | undefined;
  readonly scopes?: { readonly claim: ClaimPath } | undefined;
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
