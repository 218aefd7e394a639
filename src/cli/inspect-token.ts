import { StartupError } from '../errors.js';
import { createServerVerifier } from '../server/verifier.js';
import { decodeToken } from '../tokens/index.js';
import { openForCommand } from './open-for-command.js';
import { type ProjectOptions, readProject } from './project.js';
import { readStandardInput } from './standard-input.js';

export async function inspectToken(options: ProjectOptions): Promise<void> {
  const project = await readProject(options);
  project.readConfig();
  const text = (await readStandardInput()).trim();
  if (text === '')
    throw new StartupError(['There is no token on standard input. Write: portcullis token inspect < token.txt']);
  const decoded = decodeToken(text);
  if ('problem' in decoded) return conclude(`Not valid (TOKEN_INVALID): ${decoded.problem}`, false);
  process.stdout.write(`${JSON.stringify(decoded, null, 2)}\n`);

  const { deps, stop } = await openForCommand(project, { logLevel: 'warn', mayBeFirst: false });
  try {
    await deps.services.keys.load();
    await deps.services.revocation.catchUp();
    const verification = createServerVerifier(deps).verify(text);
    if ('token' in verification) conclude('Valid.', true);
    else if ('unavailable' in verification) conclude('Whether it was revoked cannot be known now. Try again.', false);
    else conclude(`Not valid (${verification.refusal.reason}): ${verification.refusal.detail}`, false);
  } finally {
    await stop();
  }
}

function conclude(sentence: string, isValid: boolean): void {
  process.stdout.write(`${sentence}\n`);
  if (!isValid) process.exitCode = 1;
}
