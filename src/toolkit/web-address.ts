import { z } from 'zod';

/**
 * A variable that is an http or https address, without slashes at its end. Something is put after it, so it has no query
 * and no fragment; it is shown to others, so it has no user and no password.
 */
export function webAddress(error: string) {
  return z
    .url({ protocol: /^https?$/, error })
    .refine((text) => !/[?#\\\s]/.test(text) && !hasCredentials(text), {
      error: `${error} It must have no ?, #, user or password.`,
    })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional();
}

function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '' || /^[a-z]+:\/\/[^/]*@/i.test(text);
}
