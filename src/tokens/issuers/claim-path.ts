/** A claim by its literal name, or by the path to it: `['realm_access', 'roles']`. */
export type ClaimPath = string | readonly string[];

type Claims = Readonly<Record<string, unknown>>;

/** The value of a claim; undefined if it is not there. What a prototype has is not. */
export function readClaim(claims: Claims, claim: ClaimPath): unknown {
  let value: unknown = claims;
  for (const name of typeof claim === 'string' ? [claim] : claim) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

/** The texts of a claim: an array of strings, or one string with spaces between them. */
export function readTexts(claims: Claims, claim: ClaimPath): readonly string[] {
  const value = readClaim(claims, claim);
  if (typeof value === 'string') return value.split(' ').filter(Boolean);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Whether the claim is one of the values, or has one of them among its items. */
export function hasOneOf(claims: Claims, claim: ClaimPath, values: readonly string[]): boolean {
  const value = readClaim(claims, claim);
  return (Array.isArray(value) ? value : [value]).some((item) => values.includes(item));
}

/** `realm_access.roles` */
export function nameOf(claim: ClaimPath): string {
  return typeof claim === 'string' ? claim : claim.join('.');
}
