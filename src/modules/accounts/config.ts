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
        '`open`: anyone may create an account. `closed`: `register` is `FORBIDDEN`, and administrators create users with `createUser` or `portcullis user create`',
    }),
    EMAIL_VERIFICATION: oneOf(EMAIL_VERIFICATIONS, 'off').meta({
      description:
        '`required`: an account is created only after someone who knows the password of the registration has followed the mailed link, within 24 hours. `register` then reveals to nobody whether an address has an account: only its owner is told, by mail',
    }),
    ADMIN_EMAIL: email.optional().meta({
      description: 'the address of an administrator; if it has no account, one is created at the start',
    }),
    ADMIN_PASSWORD: password.optional().meta({ description: 'the password of that administrator' }),
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
    problems.push('EMAIL_VERIFICATION: Without SMTP_URL, the mail that users need cannot be sent. Set SMTP_URL.');
  }
  const pages = env.APP_URL ?? (env.SMTP_URL && env.PUBLIC_URL);
  if (isProduction && pages && /^http:/i.test(pages) && !isSafeAddress(pages)) {
    problems.push(
      'APP_URL: The links in mails lead there, and anyone who reads such a link can use it. Write an https address.',
    );
  }
  if (!env.ADMIN_EMAIL !== !env.ADMIN_PASSWORD) {
    problems.push('ADMIN_EMAIL, ADMIN_PASSWORD: One requires the other. Set both or neither.');
  }
  return problems;
}
