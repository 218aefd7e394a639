import { KeyObject } from 'node:crypto';
import { foreignAlgorithms, MIN_SECRET_BYTES } from '../jws/algorithms.js';
import { isTenantName } from './issuer-pattern.js';
import { LONGEST_FOREIGN_LIFETIME_SECONDS, MOST_FOREIGN_BYTES, type TrustedIssuer } from './trusted-issuer.js';

/** How to fix a value, as a sentence; undefined if nothing is wrong with it. */
type Check = (value: unknown) => string | undefined;

type Test = (value: unknown) => boolean;

const CLAIM = 'Write a claim as its name, or as the list of names that lead to it.';

const isText: Test = (value) => typeof value === 'string' && value !== '';
const isList = (value: unknown, isItem: Test) => Array.isArray(value) && value.length > 0 && value.every(isItem);
const isTexts: Test = (value) => isList(value, isText);
const isClaim: Test = (value) => isText(value) || isTexts(value);
const isFlag: Test = (value) => typeof value === 'boolean';
const isAlgorithm: Test = (value) => foreignAlgorithms.some((algorithm) => algorithm === value);
const isRoleMap: Test = (value) => isObject(value) && Object.values(value).every(isText);
const isClaimSource: Test = (value) => hasOnly(value, ['claim']) && isClaim(value.claim);
const isRoleSource: Test = (value) => hasOnly(value, ['claim', 'map']) && isClaim(value.claim) && isRoleMap(value.map);
const isClaimValues: Test = (value) => hasOnly(value, ['claim', 'in']) && isClaim(value.claim) && isTexts(value.in);

const must =
  (isGood: Test, message: string): Check =>
  (value) =>
    isGood(value) ? undefined : message;

const upTo =
  (most: number): Test =>
  (value) =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;

/** What each option can be. There are no others. */
export const optionChecks: Readonly<Record<keyof TrustedIssuer, Check>> = {
  issuer: issuerProblem,
  tenants: must((value) => value === 'any' || isList(value, isTenantName), 'Write a list of tenant ids, or "any".'),
  audience: must(
    (value) => isText(value) || isTexts(value) || isClaimValues(value),
    'Write the aud of tokens for this API. If they have none, write { claim, in }: another claim and its possible values.',
  ),
  jwksUri: must(
    (value) => typeof value === 'string' && URL.canParse(value) && !hasUser(value),
    'Write an https address, without a user name or password.',
  ),
  allowHttp: must(isFlag, 'Write true or false.'),
  secret: must(
    (value) => secretSize(value) >= MIN_SECRET_BYTES,
    `A secret must have at least ${MIN_SECRET_BYTES} bytes (RFC 7518 §3.2), as a Uint8Array or a KeyObject.`,
  ),
  algorithms: must((value) => isList(value, isAlgorithm), `Write a list of ${foreignAlgorithms.join(', ')}.`),
  typ: must(
    (value) => isList(value, (item) => item === null || isText(item)),
    'Write a list of types, with null for none.',
  ),
  subject: must(isClaimSource, `Write { claim }. ${CLAIM}`),
  roles: must(
    (value) => isRoleSource(value) || isList(value, isRoleSource),
    `Write { claim, map }, or a list of them. ${CLAIM} The map gives one of your roles for each of theirs.`,
  ),
  scopes: must(
    (value) => isClaimSource(value) || isList(value, isClaimSource),
    `Write { claim }, or a list of them. ${CLAIM}`,
  ),
  requiredClaims: must(
    (value) => isList(value, (item) => isClaimSource(item) || isClaimValues(item)),
    `Write a list of { claim } and { claim, in }. ${CLAIM}`,
  ),
  acceptIdTokens: must(isFlag, 'Write true or false.'),
  maxBytes: must(upTo(MOST_FOREIGN_BYTES), `Write a whole number from 1 to ${MOST_FOREIGN_BYTES}.`),
  maxLifetimeSeconds: must(
    upTo(LONGEST_FOREIGN_LIFETIME_SECONDS),
    `Write a whole number of seconds from 1 to ${LONGEST_FOREIGN_LIFETIME_SECONDS}, which is 30 days.`,
  ),
};

/** Between issuer and subject stands a `|`, so with one in its name, an issuer could speak of another's subjects. */
function issuerProblem(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return 'Write the iss of its tokens.';
  if (value.includes('|')) return 'The name of an issuer must not contain |.';
  if (URL.canParse(value) && hasUser(value))
    return 'The address of an issuer must not contain a user name or password.';
  if (/^[^{}]*(\{tenantid\}[^{}]*)?$/.test(value)) return undefined;
  return 'Braces may be used only for {tenantid}, and only once.';
}

/** `fetch` takes no such address, and a log would have the password. */
function hasUser(address: string): boolean {
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}

function secretSize(value: unknown): number {
  if (value instanceof KeyObject) return value.symmetricKeySize ?? 0;
  return value instanceof Uint8Array ? value.length : 0;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for an object with no other names than these. */
function hasOnly(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  return isObject(value) && Object.keys(value).every((name) => names.includes(name));
}
