import { readFileSync } from 'node:fs';
import type { AccessTable } from '../../access/index.js';
import { StartupError } from '../../errors.js';
import type { BaseConfig, Environment } from '../../module/index.js';
import { mayIssue, nameProblem, type RoleSource, readIssuerOptions, type TrustedIssuer } from '../../tokens/index.js';
import { readIssuerSecret } from './issuer-secret.js';

/** Of `TRUSTED_ISSUERS`. To be asked for once it has no problems. */
export function trustedIssuersOf(env: Environment): readonly TrustedIssuer[] {
  const read = readTrustedIssuers(env);
  return 'issuers' in read ? read.issuers : [];
}

/** Why `TRUSTED_ISSUERS` cannot be used: a sentence each, which names issuer and option. */
export function trustedIssuersProblems(env: Environment): readonly string[] {
  const read = readTrustedIssuers(env);
  return 'problems' in read ? read.problems : [];
}

/** JSON, or the path of a file that has it. Its secrets are in variables and files of their own. */
function readTrustedIssuers(
  env: Environment,
): { readonly issuers: readonly TrustedIssuer[] } | { readonly problems: readonly string[] } {
  const list = readList(env.TRUSTED_ISSUERS);
  if ('problem' in list) return { problems: [`TRUSTED_ISSUERS: ${list.problem}`] };
  const issuers: TrustedIssuer[] = [];
  const problems: string[] = [];
  for (const [index, written] of list.items.entries()) {
    const read = readIssuer(written, env);
    if ('issuer' in read) issuers.push(read.issuer);
    else problems.push(...read.problems.map((problem) => `TRUSTED_ISSUERS: ${index}.${problem}`));
  }
  const problem = nameProblem(issuers);
  if (problem !== undefined) problems.push(`TRUSTED_ISSUERS: ${problem}`);
  return problems.length > 0 ? { problems } : { issuers: Object.freeze(issuers) };
}

function readList(text: string | undefined): { readonly items: readonly unknown[] } | { readonly problem: string } {
  if (!text) return { items: [] };
  try {
    const json: unknown = JSON.parse(text.trimStart().startsWith('[') ? text : readFileSync(text, 'utf8'));
    return Array.isArray(json) ? { items: json } : { problem: 'Write a JSON array of issuers.' };
  } catch (error) {
    const isFile = typeof error === 'object' && error !== null && 'code' in error;
    return {
      problem: isFile
        ? 'The file does not exist. Write a JSON array, or the path of a file.'
        : 'The value is not valid JSON.',
    };
  }
}

function readIssuer(
  written: unknown,
  env: Environment,
): { readonly issuer: TrustedIssuer } | { readonly problems: readonly string[] } {
  const options = typeof written === 'object' && written !== null && 'secret' in written ? { ...written } : undefined;
  const secret = options && readIssuerSecret(options.secret, env);
  if (secret && 'problem' in secret) return { problems: [`secret: ${secret.problem}`] };
  const read = readIssuerOptions(options ? { ...options, secret: secret?.secret } : written);
  return 'issuer' in read ? read : { problems: read.problems.map(({ option, message }) => `${option}: ${message}`) };
}

/** A role that the schema does not have would grant nothing, and our own tokens are not verified as another's. */
export function checkTrustedIssuers(
  { trustedIssuers: issuers, token }: Pick<BaseConfig, 'trustedIssuers' | 'token'>,
  { roles }: AccessTable,
): void {
  const problems = issuers.flatMap((issuer) =>
    mappedRoles(issuer)
      .filter((role) => !roles.has(role))
      .map(
        (role) =>
          `TRUSTED_ISSUERS: ${issuer.issuer} maps to the unknown role ${role}. Choose from ${[...roles.keys()].join(', ')}.`,
      ),
  );
  // Of all tenants: a token of ours that has a claim `tid` would be taken for one of a tenant that is not in the list.
  if (issuers.some(({ issuer }) => mayIssue({ issuer, tenants: 'any' }, token.issuer))) {
    problems.push(`TRUSTED_ISSUERS: ${token.issuer} is this server itself. Remove it.`);
  }
  if (problems.length > 0) throw new StartupError(problems);
}

function mappedRoles({ roles = [] }: TrustedIssuer): readonly string[] {
  const sources: readonly RoleSource[] = [roles].flat();
  return [...new Set(sources.flatMap(({ map }) => Object.values(map)))];
}
