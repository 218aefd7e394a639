import { z } from 'zod';
import { PortcullisError } from '../../errors.js';
import type { Config } from '../../module/index.js';
import { isText } from '../../values/text.js';
import { whyGuessable } from './guessable.js';
import { guessedWords, type PasswordOwner } from './guessed-words.js';
import { lengthOfPassword, normalPassword } from './normal-password.js';

/** Where the password is for. */
type Urls = Pick<Config, 'publicUrl' | 'appUrl'>;

const MIN_PASSWORD_LENGTH = 8;
const MAX_PASSWORD_LENGTH = 256;
const MAX_NAME_LENGTH = 100;
// RFC 5321 §4.5.3.1.3, less the angle brackets.
export const MAX_EMAIL_LENGTH = 254;

export const email = z
  .string()
  .trim()
  .max(MAX_EMAIL_LENGTH, `An e-mail address may have at most ${MAX_EMAIL_LENGTH} characters.`)
  .pipe(z.email('This is not an e-mail address.'));

/** A password that is chosen, as far as it can be told without whose it is. */
export const password = z
  .string()
  .refine(
    (text) => lengthOfPassword(text) >= MIN_PASSWORD_LENGTH,
    `A password must have at least ${MIN_PASSWORD_LENGTH} characters.`,
  )
  .refine(
    (text) => lengthOfPassword(text) <= MAX_PASSWORD_LENGTH,
    `A password may have at most ${MAX_PASSWORD_LENGTH} characters.`,
  )
  // U+FFFD is what anything becomes that is read in the wrong encoding, so it would be another's, too.
  .refine(
    (text) => isText(text) && !/[\p{Cc}\ufffd]/u.test(text),
    'A password must be valid Unicode without control characters.',
  );

const name = z
  .string()
  .trim()
  .max(MAX_NAME_LENGTH, `A name may have at most ${MAX_NAME_LENGTH} characters.`)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'A name must not contain control characters.')
  .transform((text) => text || null);

const accountInput = z.object({ email, password, name: name.nullish().transform((value) => value ?? null) });

export interface AccountInput {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
}

/** The input of a new account, trimmed. Throws `BAD_USER_INPUT` that names the first field that is wrong. */
export async function parseAccountInput(
  input: { readonly email: string; readonly password: string; readonly name?: string | null | undefined },
  urls: Urls,
): Promise<AccountInput> {
  const { data, error } = accountInput.safeParse(input);
  if (error) throw badInput(String(error.issues[0]?.path[0]), error.issues[0]?.message ?? error.message);
  await refuseGuessable('password', data.password, data, urls);
  return data;
}

/** Throws `BAD_USER_INPUT` that names the field if this cannot be a password of its owner. */
export async function checkPassword(field: string, text: string, owner: PasswordOwner, urls: Urls): Promise<void> {
  const { error } = password.safeParse(text);
  if (error) throw badInput(field, error.issues[0]?.message ?? error.message);
  await refuseGuessable(field, text, owner, urls);
}

/** A name, trimmed, or none. Throws `BAD_USER_INPUT` if it cannot be one. */
export function parseName(text: string | null): string | null {
  const { data, error } = name.nullable().safeParse(text);
  if (error) throw badInput('name', error.issues[0]?.message ?? error.message);
  return data;
}

export function badInput(field: string, message: string): PortcullisError {
  return new PortcullisError('BAD_USER_INPUT', `${field}: ${message}`, { field });
}

async function refuseGuessable(field: string, text: string, owner: PasswordOwner, urls: Urls): Promise<void> {
  const why = await whyGuessable(normalPassword(text), guessedWords(owner, urls));
  if (why !== undefined) throw badInput(field, why);
}
