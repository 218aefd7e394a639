import { StartupError } from '../errors.js';
import type { ModuleDeps } from '../module/index.js';
import { createServerTrustedIssuers, createServerVerifier } from '../server/verification.js';
import { DEFAULT_MAX_BYTES, type DecodedToken, decodeToken, type ForeignVerification } from '../tokens/index.js';
import { openForCommand } from './open-for-command.js';
import { type ProjectOptions, readProject } from './project.js';
import { readStandardInput } from './standard-input.js';

export interface InspectOptions extends ProjectOptions {
  readonly json: boolean;
}

/** Whether a token is accepted, and why not. */
interface Verdict {
  readonly isValid: boolean;
  readonly sentence: string;
  readonly reason?: string;
  readonly viewer?: { readonly subject: string; readonly roles: readonly string[]; readonly scopes: readonly string[] };
}

export async function inspectToken(options: InspectOptions): Promise<void> {
  const project = await readProject(options);
  const { trustedIssuers } = project.readConfig();
  const text = (await readStandardInput()).trim();
  if (text === '')
    throw new StartupError(['There is no token on standard input. Write: portcullis token inspect < token.txt']);
  const maxBytes = Math.max(DEFAULT_MAX_BYTES, ...trustedIssuers.map((issuer) => issuer.maxBytes ?? 0));
  const decoded = decodeToken(text, maxBytes);
  const tell = (verdict: Verdict) => (options.json ? tellAsJson(decoded, verdict) : tellAsText(verdict));
  if ('problem' in decoded) return tell(refusal('TOKEN_INVALID', decoded.problem));
  // What it says is shown also where there is no database.
  if (!options.json) process.stdout.write(`${JSON.stringify(decoded, null, 2)}\n`);
  const { deps, stop } = await openForCommand(project, { logLevel: 'warn', mayBeFirst: false });
  try {
    await deps.services.keys.load();
    await deps.services.revocation.catchUp();
    const issuers = createServerTrustedIssuers(deps);
    tell(issuers.isFrom(text) ? foreignVerdict(await issuers.verify(text)) : ownVerdict(deps, text, decoded));
  } finally {
    await stop();
  }
}

function ownVerdict(deps: ModuleDeps, text: string, { payload }: DecodedToken): Verdict {
  const verification = createServerVerifier(deps).verify(text);
  if ('token' in verification) return { isValid: true, sentence: 'Valid.' };
  if ('unavailable' in verification)
    return { isValid: false, sentence: 'Cannot check at the moment whether it was revoked. Try again.' };
  const { reason, detail } = verification.refusal;
  return refusal(reason, `${detail}${elsewhere(deps.config, payload.iss)}`);
}

function elsewhere({ token, trustedIssuers }: ModuleDeps['config'], iss: unknown): string {
  if (iss === token.issuer || trustedIssuers.length === 0) return '';
  return ` Its iss is not one of TRUSTED_ISSUERS either: ${trustedIssuers.map(({ issuer }) => issuer).join(', ')}.`;
}

function foreignVerdict(verification: ForeignVerification): Verdict {
  if ('token' in verification) {
    const { subject, roles, scopes } = verification.token;
    const list = (texts: readonly string[]) => texts.join(', ') || 'none';
    const sentence = `Valid. The viewer is ${subject}; roles: ${list(roles)}; scopes: ${list(scopes)}.`;
    return { isValid: true, sentence, viewer: { subject, roles, scopes } };
  }
  if ('unavailable' in verification)
    return { isValid: false, sentence: `Unknown: ${verification.unavailable} Try again.` };
  return refusal(verification.refusal.reason, verification.refusal.detail);
}

function refusal(reason: string, detail: string): Verdict {
  return { isValid: false, reason, sentence: `Not valid (${reason}): ${detail}` };
}

function tellAsText({ isValid, sentence }: Verdict): void {
  process.stdout.write(`${sentence}\n`);
  if (!isValid) process.exitCode = 1;
}

function tellAsJson(decoded: ReturnType<typeof decodeToken>, verdict: Verdict): void {
  const { header = null, payload = null } = 'problem' in decoded ? {} : decoded;
  const { isValid, sentence: message, reason = null, viewer = null } = verdict;
  process.stdout.write(`${JSON.stringify({ header, payload, isValid, reason, message, viewer }, null, 2)}\n`);
  if (!isValid) process.exitCode = 1;
}
