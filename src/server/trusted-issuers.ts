import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AccessTable } from '../access/index.js';
import { StartupError } from '../errors.js';
import type { BaseConfig } from '../module/index.js';
import {
  foreignAlgorithms,
  isSafeAddress,
  isSafeName,
  LONGEST_FOREIGN_LIFETIME_SECONDS,
  type TrustedIssuer,
} from '../tokens/index.js';

const claim = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const lifetimeError = `Write a whole number of seconds from 1 to ${LONGEST_FOREIGN_LIFETIME_SECONDS}, which is 30 days.`;

const trustedIssuer = z.strictObject({
  issuer: z.string().min(1).refine(isSafeName, 'An issuer has no | in its name.'),
  jwksUri: z.string().refine(isSafeAddress, 'Write an https address.'),
  audience: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  algorithms: z.array(z.enum(foreignAlgorithms)).min(1).default(['RS256']),
  typ: z.array(z.string().min(1)).min(1).default(['at+jwt', 'JWT']),
  roles: z.strictObject({ claim, map: z.record(z.string(), z.string()) }).optional(),
  scopes: z.strictObject({ claim }).optional(),
  maxLifetimeSeconds: z
    .int(lifetimeError)
    .min(1, lifetimeError)
    .max(LONGEST_FOREIGN_LIFETIME_SECONDS, lifetimeError)
    .optional(),
});

const trustedIssuers = z
  .array(trustedIssuer)
  .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'An issuer is there twice.');

/** `TRUSTED_ISSUERS`: JSON, or the path of a file that has it. */
export const trustedIssuersVariable = z.string().transform((text, context): readonly TrustedIssuer[] => {
  try {
    const { data, error } = trustedIssuers.safeParse(
      JSON.parse(text.trimStart().startsWith('[') ? text : readFileSync(text, 'utf8')),
    );
    if (data) return data;
    for (const { path, message } of error.issues) {
      context.addIssue({ code: 'custom', message: `${path.join('.') || 'the list'}: ${message}` });
    }
  } catch (error) {
    const isFile = typeof error === 'object' && error !== null && 'code' in error;
    context.addIssue({
      code: 'custom',
      message: isFile ? 'There is no such file. Write a JSON array, or the path of a file.' : 'This is not JSON.',
    });
  }
  return z.NEVER;
});

/** A role that the schema does not have would grant nothing, and our own tokens are not verified as another's. */
export function checkTrustedIssuers(
  { trustedIssuers: issuers, token }: Pick<BaseConfig, 'trustedIssuers' | 'token'>,
  { roles }: AccessTable,
): void {
  const problems = issuers.flatMap(({ issuer, roles: theirs }) =>
    Object.values(theirs?.map ?? {})
      .filter((role) => !roles.has(role))
      .map((role) => `TRUSTED_ISSUERS: ${issuer} maps to ${role}. There are ${[...roles.keys()].join(', ')}.`),
  );
  if (issuers.some(({ issuer }) => issuer === token.issuer)) {
    problems.push(`TRUSTED_ISSUERS: ${token.issuer} is this server itself. Take it out.`);
  }
  if (problems.length > 0) throw new StartupError(problems);
}
