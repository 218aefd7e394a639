import type { TokenProblem } from '../../errors.js';
import { readTimes } from '../jws/times.js';
import { hasOneOf, nameOf, readClaim, readTexts } from './claim-path.js';
import type { IssuerRules } from './issuer-rules.js';

/** What a token of another issuer says about its bearer. Its session and version mean nothing here. */
export interface ForeignToken {
  readonly issuer: string;
  /** `<iss>|<sub>`: the same `sub` from two issuers is two subjects, and neither is one of this server's users. */
  readonly subject: string;
  /** Its `jti`, which only its issuer knows to be unique; null if it has none. */
  readonly tokenId: string | null;
  /** Of ours. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface ForeignRefusal {
  readonly refusal: { readonly reason: TokenProblem; readonly detail: string };
}

type ForeignReading = { readonly token: ForeignToken } | ForeignRefusal;

/** `unavailable`: the issuer's keys, or what was revoked, are out of reach, so nothing can be said. */
export type ForeignVerification = ForeignReading | { readonly unavailable: string };

/**
 * What the claims of a signed payload say, or why they do not count. Whether it has expired is not looked at.
 *
 * @param now seconds since the epoch
 */
export function readForeignClaims(
  rules: IssuerRules,
  claims: Readonly<Record<string, unknown>>,
  now: number,
  toleranceSeconds: number,
): ForeignReading {
  const { iss, sub, jti } = claims;
  const missing = missingClaim(rules, claims);
  if (missing !== undefined) return refuse('TOKEN_INVALID', missing);
  const named = sub === undefined && rules.subject !== undefined ? readClaim(claims, rules.subject) : sub;
  if (!isName(iss) || !isName(named)) return refuse('TOKEN_INVALID', noSubject(rules));
  const times = readTimes(claims, now, toleranceSeconds);
  if ('problem' in times) return refuse('TOKEN_INVALID', times.problem);
  // And iat is not in the future: so exp is no further away than that, whenever the token is seen.
  if (times.expiresAt - times.issuedAt > rules.maxLifetimeSeconds) {
    return refuse('TOKEN_INVALID', `exp is more than ${rules.maxLifetimeSeconds} s after iat.`);
  }
  return {
    token: Object.freeze({
      issuer: iss,
      subject: `${iss}|${named}`,
      tokenId: isName(jti) ? jti : null,
      roles: rolesOf(rules, claims),
      scopes: distinct(rules.scopes.flatMap((claim) => readTexts(claims, claim))),
      ...times,
      claims,
    }),
  };
}

/** Why a token is not one for us, by what must be in it. */
function missingClaim(
  { audience, requiredClaims }: IssuerRules,
  claims: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const { claim, in: values } of [audience, ...requiredClaims]) {
    if (values === undefined && readClaim(claims, claim) === undefined) return `${nameOf(claim)} is missing.`;
    if (values !== undefined && !hasOneOf(claims, claim, values)) {
      return `${nameOf(claim)} is not ${values.join(' or ')}.`;
    }
  }
  return undefined;
}

function noSubject({ subject }: IssuerRules): string {
  return subject === undefined ? 'sub is missing.' : `sub is missing, and ${nameOf(subject)} too.`;
}

function rolesOf({ roles }: IssuerRules, claims: Readonly<Record<string, unknown>>): readonly string[] {
  const ours = roles.flatMap(({ claim, map }) =>
    readTexts(claims, claim).flatMap((role) => (Object.hasOwn(map, role) ? [map[role] ?? ''] : [])),
  );
  return distinct(ours);
}

function distinct(texts: readonly string[]): readonly string[] {
  return Object.freeze([...new Set(texts)]);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function refuse(reason: TokenProblem, detail: string): ForeignRefusal {
  return { refusal: { reason, detail } };
}
