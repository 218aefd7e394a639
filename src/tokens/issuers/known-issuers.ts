import { discoverJwksUri } from './discovery.js';
import { createSecretKeys, type IssuerKeys } from './issuer-keys.js';
import { nameProblem, readIssuerOptions } from './issuer-options.js';
import { isPattern, issuerOf } from './issuer-pattern.js';
import { type IssuerRules, rulesOf } from './issuer-rules.js';
import type { PresetIssuer } from './presets.js';
import { createRemoteKeys, type RemoteKeysOptions } from './remote-keys.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** An issuer whose tokens count, and its keys. */
export interface KnownIssuer {
  readonly rules: IssuerRules;
  readonly keys: IssuerKeys;
}

/**
 * Throws a `TypeError` that names the issuer and the option if something is wrong with one, or if two of them could have
 * the same `iss`.
 */
export function createKnownIssuers(
  written: readonly (TrustedIssuer | PresetIssuer)[],
  options: Omit<RemoteKeysOptions, 'findJwksUri'>,
): readonly KnownIssuer[] {
  return readAll(written).map((issuer) => {
    const rules = rulesOf(issuer);
    return { rules, keys: keysOf(issuer, rules, options) };
  });
}

/** By `iss`, exactly; else by the pattern that it fits with the tenant that the claim `tid` names. */
export function createIssuerFinder(known: readonly KnownIssuer[]) {
  const patterns = known.filter(({ rules }) => isPattern(rules.issuer));
  const exact = new Map<unknown, KnownIssuer>(
    known.filter((trusted) => !patterns.includes(trusted)).map((trusted) => [trusted.rules.issuer, trusted]),
  );
  return ({ iss, tid }: Readonly<Record<string, unknown>>): KnownIssuer | undefined =>
    exact.get(iss) ?? patterns.find(({ rules }) => issuerOf(rules.issuer, tid) === iss);
}

function readAll(issuers: readonly (TrustedIssuer | PresetIssuer)[]): readonly TrustedIssuer[] {
  const read = issuers.map((written) => {
    const result = readIssuerOptions(written);
    if ('issuer' in result) return result.issuer;
    const problems = result.problems.map(({ option, message }) => `${option}: ${message}`);
    throw new TypeError(`The issuer ${String(written?.issuer)} cannot be trusted. ${problems.join(' ')}`);
  });
  const problem = nameProblem(read);
  if (problem !== undefined) throw new TypeError(problem);
  return read;
}

function keysOf(
  { issuer, jwksUri, allowHttp }: TrustedIssuer,
  { secret }: IssuerRules,
  options: Omit<RemoteKeysOptions, 'findJwksUri'>,
): IssuerKeys {
  if (secret !== undefined) return createSecretKeys(secret);
  const findJwksUri = async () => jwksUri ?? (await discoverJwksUri({ issuer, allowHttp }));
  return createRemoteKeys({ findJwksUri, ...options });
}
