import { z } from 'zod';
import { MASTER_KEY_BYTES } from '../../tokens/index.js';
import { isGuessable } from './guessable.js';

const HOW = `Generate one with: openssl rand -base64 ${MASTER_KEY_BYTES}`;

/**
 * `MASTER_KEY`: one key, or several with commas between them. The first must not be guessable; the others only open, so
 * that one which turned out to be can be replaced.
 */
export const masterKeyVariable = z
  .string()
  .transform((text) => text.split(',').map((key) => key.trim()))
  .refine((keys) => keys.every(isMasterKey), { error: `Each key must be ${MASTER_KEY_BYTES} bytes in base64. ${HOW}` })
  .transform((keys) => keys.map((key) => Buffer.from(key, 'base64')))
  .refine(([first]) => first === undefined || first.length !== MASTER_KEY_BYTES || !isGuessable(first), {
    error: `The first key is not random, so it can be guessed. ${HOW}; if it is in use, set MASTER_KEY=new,old and run: portcullis keys reseal`,
  });

/** Of the right length, and nothing in it that base64 has not: a key that was cut or mangled is not taken. */
function isMasterKey(text: string): boolean {
  const key = Buffer.from(text, 'base64');
  return key.length === MASTER_KEY_BYTES && key.toString('base64') === text;
}
