import { modules } from '../modules.js';
import { loadConfig } from '../server/config.js';
import { openRuntime } from '../server/runtime.js';
import { createServerVerifier } from '../server/verifier.js';
import { decodeToken } from '../tokens/index.js';
import { readStandardInput } from './standard-input.js';

export async function inspectToken(): Promise<void> {
  const config = loadConfig();
  const text = (await readStandardInput()).trim();
  const decoded = decodeToken(text);
  if ('problem' in decoded) return conclude(`Not valid (TOKEN_INVALID): ${decoded.problem}`, false);
  process.stdout.write(`${JSON.stringify(decoded, null, 2)}\n`);

  const { deps, stop } = await openRuntime({ modules, config: { ...config, logLevel: 'warn' } });
  try {
    await deps.services.keys.load();
    await deps.services.revocation.catchUp();
    const verification = createServerVerifier(deps).verify(text);
    if ('token' in verification) conclude('Valid.', true);
    else if ('unavailable' in verification) conclude('Whether it was revoked cannot be known now.', false);
    else conclude(`Not valid (${verification.refusal.reason}): ${verification.refusal.detail}`, false);
  } finally {
    await stop();
  }
}

function conclude(sentence: string, isValid: boolean): void {
  process.stdout.write(`${sentence}\n`);
  if (!isValid) process.exitCode = 1;
}
