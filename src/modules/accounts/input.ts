import { z } from 'zod';
import { PortcullisError } from '../../errors.js';

const MIN_PASSWORD_BYTES = 8;
const MAX_PASSWORD_BYTES = 256;
const MAX_NAME_LENGTH = 100;
// RFC 5321 §4.5.3.1.3, less the angle brackets.
export const MAX_EMAIL_LENGTH = 254;

export const email = z
  .string()
  .trim()
  .max(MAX_EMAIL_LENGTH, `An e-mail address has ${MAX_EMAIL_LENGTH} characters at most.`)
  .pipe(z.email('This is not an e-mail address.'));

export const password = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) >= MIN_PASSWORD_BYTES,
    `A password has ${MIN_PASSWORD_BYTES} bytes or more.`,
  )
  .refine(
    (text) => Buffer.byteLength(text) <= MAX_PASSWORD_BYTES,
    `A password has ${MAX_PASSWORD_BYTES} bytes at most.`,
  );

const name = z
  .string()
  .trim()
  .max(MAX_NAME_LENGTH, `A name has ${MAX_NAME_LENGTH} characters at most.`)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'A name has no control characters.')
  .transform((text) => text || null);

const accountInput = z.object({ email, password, name: name.nullish().transform((value) => value ?? null) });

export interface AccountInput {
  readonly email: string;
  readonly password: string;
  readonly name: string | null;
}

/** The input of a new account, trimmed. Throws `BAD_USER_INPUT` that names the first field that is wrong. */
export async function parseAccountInput(input: {
  readonly email: string;
  readonly password: string;
  readonly name?: string | null | undefined;
}): Promise<AccountInput> {
  const { data, error } = accountInput.safeParse(input);
  if (error) throw badInput(String(error.issues[0]?.path[0]), error.issues[0]?.message ?? error.message);
  await refuseCommon('password', data.password);
  return data;
}

/** Throws `BAD_USER_INPUT` that names the field if this cannot be a password. */
export async function checkPassword(field: string, text: string): Promise<void> {
  const { error } = password.safeParse(text);
  if (error) throw badInput(field, error.issues[0]?.message ?? error.message);
  await refuseCommon(field, text);
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

let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/** They are tried first by whoever guesses. The list is read when the first password is chosen. */
async function refuseCommon(field: string, text: string): Promise<void> {
  commonPasswords ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  );
  if (!(await commonPasswords).has(text.toLowerCase())) return;
  throw badInput(field, 'This is among the most used passwords. Choose another.');
}
