import { createHash } from 'node:crypto';

/** A master key in base64, another for each number: the same each time, and as good as a random one. */
export function masterKey(number: number): string {
  return createHash('sha256').update(`master key ${number}`).digest('base64');
}
