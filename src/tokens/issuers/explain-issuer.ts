import { addressesOf } from './discovery.js';
import { rulesOf } from './issuer-rules.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** The effective options of an issuer, for people to read: with all defaults, and without its secret. */
export function explainIssuer(options: TrustedIssuer): Readonly<Record<string, unknown>> {
  const { tenants, jwksUri, allowHttp, secret } = options;
  const { issuer, types, subject, scopes, secret: _, tenants: __, ...rules } = rulesOf(options);
  return {
    issuer,
    ...(tenants !== undefined && { tenants }),
    ...(secret === undefined
      ? { jwksUri: jwksUri ?? `read from ${addressesOf(issuer).join(', else from ')}` }
      : { secret: 'set' }),
    ...(allowHttp !== undefined && { allowHttp }),
    ...rules,
    typ: types,
    ...(subject !== undefined && { subject: { claim: subject } }),
    scopes: scopes.map((claim) => ({ claim })),
  };
}
