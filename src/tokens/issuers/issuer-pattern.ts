import type { TrustedIssuer } from './trusted-issuer.js';

const TENANT = '{tenantid}';
// None of what stands between the parts of an address, or between an issuer and its subject.
const TENANT_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/;

/** True if each tenant has an `iss` of its own. */
export function isPattern(issuer: string): boolean {
  return issuer.includes(TENANT);
}

/** The `iss` of a tenant; undefined for what is no name of one. */
export function issuerOf(pattern: string, tenant: unknown): string | undefined {
  return typeof tenant === 'string' && TENANT_NAME.test(tenant) ? fillTenant(pattern, tenant) : undefined;
}

/** The text as it is where it has no place for a tenant. */
export function fillTenant(text: string, tenant: unknown): string {
  return typeof tenant === 'string' ? text.replaceAll(TENANT, () => tenant) : text;
}

export function isTenantName(value: unknown): boolean {
  return typeof value === 'string' && TENANT_NAME.test(value);
}

/** True if tokens with that `iss` may come from this issuer: it is its name, or that of one of its tenants. */
export function mayIssue({ issuer, tenants }: Pick<TrustedIssuer, 'issuer' | 'tenants'>, iss: string): boolean {
  if (!isPattern(issuer)) return issuer === iss;
  const [before = '', after = ''] = issuer.split(TENANT);
  const tenant = iss.slice(before.length, iss.length - after.length);
  return issuerOf(issuer, tenant) === iss && (tenants === 'any' || (tenants ?? []).includes(tenant));
}

/** True if there is an `iss` that both may have: what one has more of, before or after, could be of a tenant's name. */
export function overlap(one: string, other: string): boolean {
  const [oneBefore = '', oneAfter = ''] = one.split(TENANT);
  const [otherBefore = '', otherAfter = ''] = other.split(TENANT);
  const [short, long] = inOrder(oneBefore, otherBefore);
  const [shortEnd, longEnd] = inOrder(oneAfter, otherAfter);
  const more = [long.slice(short.length), longEnd.slice(0, longEnd.length - shortEnd.length)];
  return long.startsWith(short) && longEnd.endsWith(shortEnd) && more.every((text) => /^[A-Za-z0-9.-]*$/.test(text));
}

function inOrder(one: string, other: string): readonly [shorter: string, longer: string] {
  return one.length < other.length ? [one, other] : [other, one];
}
