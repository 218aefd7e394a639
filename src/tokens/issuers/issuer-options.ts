import { isPattern, overlap } from './issuer-pattern.js';
import { isObject, optionChecks } from './option-checks.js';
import { isPreset, presets, withPreset } from './presets.js';
import { isAllowedAddress } from './safe-address.js';
import type { TrustedIssuer } from './trusted-issuer.js';

/** What is wrong with an option, and how to fix it. */
export interface OptionProblem {
  readonly option: string;
  readonly message: string;
}

/** A name as it is written in the options of an issuer. */
export const issuerOptions: readonly string[] = Object.freeze(['preset', ...Object.keys(optionChecks)]);

/**
 * The options of an issuer, with what its preset says where they say nothing; or all that is wrong with them. Whether an
 * issuer is there twice, `nameProblem` knows.
 */
export function readIssuerOptions(
  value: unknown,
): { readonly issuer: TrustedIssuer } | { readonly problems: readonly OptionProblem[] } {
  if (!isObject(value)) return { problems: [{ option: 'issuer', message: 'An issuer must be an object of options.' }] };
  const unknown = Object.keys(value).filter((name) => !issuerOptions.includes(name));
  const { preset, ...given } = { preset: undefined, ...value };
  const problems: OptionProblem[] = unknown.map((option) => ({
    option,
    message: `Unknown option. Choose from ${issuerOptions.join(', ')}.`,
  }));
  if (preset !== undefined && !isPreset(preset)) {
    const message = `Unknown preset. Choose from ${presets.join(', ')}.`;
    return { problems: [...problems, { option: 'preset', message }] };
  }
  const options: Readonly<Record<string, unknown>> = preset ? withPreset({ ...given, preset }) : given;
  for (const [option, check] of Object.entries(optionChecks)) {
    const each = options[option];
    const message = each === undefined && !isRequired(option) ? undefined : check(each);
    if (message !== undefined) problems.push({ option, message });
  }
  // From here on each option is what its type says.
  const issuer = options as unknown as TrustedIssuer;
  if (problems.length === 0) problems.push(...contradictions(issuer));
  return problems.length > 0 ? { problems } : { issuer: Object.freeze(issuer) };
}

/** Why these issuers cannot be told apart; undefined if they can. */
export function nameProblem(issuers: readonly Pick<TrustedIssuer, 'issuer'>[]): string | undefined {
  const names = issuers.map(({ issuer }) => issuer);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `The issuer ${twice} occurs twice.`;
  const patterns = names.filter(isPattern);
  for (const [index, one] of patterns.entries()) {
    const other = patterns.slice(index + 1).find((pattern) => overlap(one, pattern));
    if (other !== undefined) return `The issuers ${one} and ${other} can have the same iss.`;
  }
  return undefined;
}

function isRequired(option: string): boolean {
  return option === 'issuer' || option === 'audience';
}

/** What no option can say alone. */
function contradictions(options: TrustedIssuer): readonly OptionProblem[] {
  return [
    ...tenantProblems(options),
    ...(options.secret === undefined ? keysProblems(options) : secretProblems(options)),
  ];
}

function tenantProblems({ issuer, tenants }: TrustedIssuer): readonly OptionProblem[] {
  if (isPattern(issuer) === (tenants !== undefined)) return [];
  const message = isPattern(issuer)
    ? `${issuer} is shared by all tenants. Write the list of tenants whose tokens are accepted, or "any" for all.`
    : 'Tenants are only for an issuer with {tenantid} in it.';
  return [{ option: 'tenants', message }];
}

function keysProblems({ issuer, jwksUri, allowHttp, algorithms }: TrustedIssuer): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (algorithms?.includes('HS256')) {
    problems.push({ option: 'algorithms', message: 'HS256 is only for an issuer with a secret instead of keys.' });
  }
  if (!isAllowedAddress(jwksUri ?? issuer, allowHttp)) {
    const message = jwksUri
      ? 'Write an https address. On a trusted network, allowHttp: true allows http.'
      : `It cannot be derived from ${issuer}, which is not an https address. Write the address of the keys.`;
    problems.push({ option: 'jwksUri', message });
  } else if (jwksUri === undefined && isPattern(issuer)) {
    problems.push({ option: 'jwksUri', message: 'Write the address of the keys of all tenants.' });
  }
  return problems;
}

function secretProblems({ jwksUri, allowHttp, algorithms = ['HS256'] }: TrustedIssuer): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (jwksUri !== undefined || allowHttp !== undefined) {
    problems.push({
      option: 'secret',
      message: 'An issuer has either a secret or keys. Remove jwksUri and allowHttp.',
    });
  }
  if (algorithms.some((algorithm) => algorithm !== 'HS256')) {
    problems.push({ option: 'algorithms', message: 'With a secret, only HS256 is possible.' });
  }
  return problems;
}
