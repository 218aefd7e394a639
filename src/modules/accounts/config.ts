import type { Environment } from '../../module/index.js';
import { isSafeAddress } from '../../tokens/index.js';
import { defineConfig } from '../../toolkit/define-config.js';
import { oneOf } from '../../toolkit/variables.js';
import { email, password } from './input.js';

const REGISTRATIONS = ['open', 'closed'] as const;
const EMAIL_VERIFICATIONS = ['off', 'required'] as const;

export interface AccountsConfig {
  /** Whether anybody may make an account. */
  readonly registration: (typeof REGISTRATIONS)[number];
  /** Whether one must prove that an address is one's own before one can sign in. */
  readonly emailVerification: (typeof EMAIL_VERIFICATIONS)[number];
  readonly admin: { readonly email: string; readonly password: string } | undefined;
}

export const config = defineConfig({
  variables: {
    REGISTRATION: oneOf(REGISTRATIONS, 'open').meta({
      description:
        '`open`: anybody may make an account. `closed`: `register` is `FORBIDDEN`, and users are made by administrators with `createUser`, or with `portcullis user create`',
    }),
    EMAIL_VERIFICATION: oneOf(EMAIL_VERIFICATIONS, 'off').meta({
      description:
        '`required`: there is no account before the link of a mail was followed, within 24 hours, by somebody who knows the password of the registration. Tells nobody whether an address has an account: its owner gets a mail that says so',
    }),
    ADMIN_EMAIL: email.optional().meta({
      description: 'the address of an administrator, who is made at the start if it has no account',
    }),
    ADMIN_PASSWORD: password.optional().meta({ description: 'their password' }),
  },
  prefixes: ['ADMIN_', 'EMAIL_', 'REGISTRATION_'],
  contradictions,
  read: ({ REGISTRATION, EMAIL_VERIFICATION, ADMIN_EMAIL, ADMIN_PASSWORD }) => ({
    accounts: Object.freeze({
      registration: REGISTRATION,
      emailVerification: EMAIL_VERIFICATION,
      admin:
        ADMIN_EMAIL && ADMIN_PASSWORD ? Object.freeze({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD }) : undefined,
    }),
  }),
});

function contradictions(env: Environment): readonly string[] {
  const problems: string[] = [];
  const isProduction = env.NODE_ENV === 'production';
  if (env.EMAIL_VERIFICATION === 'required' && isProduction && !env.SMTP_URL) {
    problems.push('EMAIL_VERIFICATION: Without SMTP_URL nobody gets the mail that is required. Set SMTP_URL.');
  }
  const pages = env.APP_URL ?? (env.SMTP_URL && env.PUBLIC_URL);
  if (isProduction && pages && /^http:/i.test(pages) && !isSafeAddress(pages)) {
    problems.push('APP_URL: The links in mails lead there, and whoever reads one can use it. Write an https address.');
  }
  if (!env.ADMIN_EMAIL !== !env.ADMIN_PASSWORD) {
    problems.push('ADMIN_EMAIL, ADMIN_PASSWORD: One needs the other. Set both, or none.');
  }
  return problems;
}
