import { createHmac } from 'node:crypto';
import type { ModuleDeps } from '../../module/index.js';

/**
 * Names of accounts, networks and tokens as keyed hashes: what is counted tells nobody who it was. One for each master
 * key, the newest first.
 */
export type SecretNames = (...parts: readonly string[]) => readonly [string, ...string[]];

export function createSecretNames({
  masterKeys,
  randomBytes,
}: Pick<ModuleDeps, 'masterKeys' | 'randomBytes'>): SecretNames {
  const keyOf = (number: number) => masterKeys.derive(number, 'rate-limits', new Uint8Array()) ?? randomBytes(32);
  const first = keyOf(masterKeys.current);
  const others = masterKeys.numbers.filter((number) => number !== masterKeys.current).map(keyOf);
  return (...parts) => {
    const text = JSON.stringify(parts);
    const nameBy = (key: Buffer) => createHmac('sha256', key).update(text).digest('base64url');
    return [nameBy(first), ...others.map(nameBy)];
  };
}
