import { StartupError } from '../errors.js';
import type { ModuleDeps } from '../module/index.js';
import { createServerTrustedIssuers, createServerVerifier } from '../server/verification.js';
import { DEFAULT_MAX_BYTES, type DecodedToken, decodeToken, type ForeignVerification } from '../tokens/index.js';
import { openForCommand } from './open-for-command.js';
import { type ProjectOptions, readProject } from './project.js';
import { readStandardInput } from './standard-input.js';

export async function inspectToken(options: ProjectOptions): Promise<void> {
  const project = await readProject(options);
  const { trustedIssuers } = project.readConfig();
  const text = (await readStandardInput()).trim();
  if (text === '')
    throw new StartupError(['There is no token on standard input. Write: portcullis token inspect < token.txt']);
  const maxBytes = Math.max(DEFAULT_MAX_BYTES, ...trustedIssuers.map((issuer) => issuer.maxBytes ?? 0));
  const decoded = decodeToken(text, maxBytes);
  if ('problem' in decoded) return conclude(`Not valid (TOKEN_INVALID): ${decoded.problem}`, false);
  process.stdout.write(`${JSON.stringify(decoded, null, 2)}\n`);

  const { deps, stop } = await openForCommand(project, { logLevel: 'warn', mayBeFirst: false });
  try {
    await deps.services.keys.load();
    await deps.services.revocation.catchUp();
    const issuers = createServerTrustedIssuers(deps);
    if (issuers.isFrom(text)) inspectForeign(await issuers.verify(text));
    else inspectOwn(deps, text, decoded);
  } finally {
    await stop();
  }
}

function inspectOwn(deps: ModuleDeps, text: string, { payload }: DecodedToken): void {
  const verification = createServerVerifier(deps).verify(text);
  if ('token' in verification) conclude('Valid.', true);
  else if ('unavailable' in verification) conclude('Whether it was revoked cannot be known now. Try again.', false);
  else {
    const { reason, detail } = verification.refusal;
    conclude(`Not valid (${reason}): ${detail}${elsewhere(deps.config, payload.iss)}`, false);
  }
}

function elsewhere({ token, trustedIssuers }: ModuleDeps['config'], iss: unknown): string {
  if (iss === token.issuer || trustedIssuers.length === 0) return '';
  return ` Its iss is none of TRUSTED_ISSUERS either: ${trustedIssuers.map(({ issuer }) => issuer).join(', ')}.`;
}

function inspectForeign(verification: ForeignVerification): void {
  if ('token' in verification) {
    const { subject, roles, scopes } = verification.token;
    const list = (texts: readonly string[]) => texts.join(', ') || 'none';
    conclude(`Valid. The viewer is ${subject}; roles: ${list(roles)}; scopes: ${list(scopes)}.`, true);
  } else if ('unavailable' in verification) conclude(`Not known: ${verification.unavailable} Try again.`, false);
  else conclude(`Not valid (${verification.refusal.reason}): ${verification.refusal.detail}`, false);
}

function conclude(sentence: string, isValid: boolean): void {
  process.stdout.write(`${sentence}\n`);
  if (!isValid) process.exitCode = 1;
}
