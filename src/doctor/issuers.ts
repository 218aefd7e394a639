import type { Finding } from '../module/index.js';
import type { IssuerInspection } from '../tokens/index.js';
import { error, ok, warning } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** Whether the keys of the trusted issuers can be had and used, and their metadata says the same as TRUSTED_ISSUERS. */
export const checkIssuers: SubjectCheck = async ({ inspectIssuers }) => (await inspectIssuers()).flatMap(tellIssuer);

function tellIssuer({ issuer, usableKeys, problems, warnings }: IssuerInspection): readonly Finding[] {
  const findings = [
    ...problems.map((problem) =>
      error(
        `${issuer}: ${problem}`,
        'Check issuer, jwksUri and algorithms in TRUSTED_ISSUERS, and that the issuer can be reached.',
      ),
    ),
    ...warnings.map((each) =>
      warning(`${issuer}: ${each}`, 'Compare TRUSTED_ISSUERS with the metadata of the issuer.'),
    ),
  ];
  if (findings.length > 0) return findings;
  return [ok(usableKeys === undefined ? `${issuer}: Its secret is set.` : `${issuer}: Usable keys: ${usableKeys}.`)];
}
