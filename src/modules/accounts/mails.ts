import type { Mail } from '../mail/index.js';
import type { NewToken } from './mailed-token.js';

export interface MailOptions {
  readonly to: string;
  readonly token: Pick<NewToken, 'text' | 'expiresAt'>;
  /** Where the pages are that the links lead to. */
  readonly appUrl: string;
}

/** The pages that the links lead to. */
export const PAGES = ['reset-password', 'verify-email'] as const;

// Nothing of what somebody typed is in them: they could be sent to anybody, in our name.

export function passwordResetMail({ to, token, appUrl }: MailOptions): Mail {
  return {
    to,
    subject: 'Choose a new password',
    text: `Someone requested a new password for your account at ${new URL(appUrl).host}.

To choose one, open this link. You are then signed out everywhere, and the old password no longer works.
The link works once, until ${timeOf(token)}:

${linkTo(appUrl, 'reset-password', token)}

If this was not you, ignore this mail: your password stays the same.
`,
  };
}

export function registrationMail({ to, token, appUrl }: MailOptions): Mail {
  const { host } = new URL(appUrl);
  return {
    to,
    subject: 'Verify your e-mail address',
    text: `Someone requested an account at ${host} with this address, and chose a password for it.

If this was you, open this link and enter that password. The account is then created, and you can sign in to it.
The link works once, until ${timeOf(token)}:

${linkTo(appUrl, 'verify-email', token)}

If this was not you, ignore this mail: without that password, the link does nothing. If you want an account anyway,
request a new password at ${host}.
`,
  };
}

export function firstPasswordMail({ to, token, appUrl }: MailOptions): Mail {
  const { host } = new URL(appUrl);
  return {
    to,
    subject: 'Choose a new password',
    text: `Someone requested a new password at ${host} for this address, which has no account there yet.

If you want one, open this link and choose a password. The account is then created, and you can sign in to it.
The link works once, until ${timeOf(token)}:

${linkTo(appUrl, 'reset-password', token)}

If this was not you, ignore this mail: without the link, no account is created.
`,
  };
}

export function verificationMail({ to, token, appUrl }: MailOptions): Mail {
  return {
    to,
    subject: 'Verify your e-mail address',
    text: `This address was given for an account at ${new URL(appUrl).host}.

If the account is yours, open this link and enter its password. The address is then verified, and you can sign in
with it. The link works once, until ${timeOf(token)}:

${linkTo(appUrl, 'verify-email', token)}

If this was not you, ignore this mail: without the password, the link does nothing.
`,
  };
}

export function accountExistsMail({ to, token, appUrl }: MailOptions): Mail {
  return {
    to,
    subject: 'You already have an account',
    text: `Someone tried to create an account at ${new URL(appUrl).host} with this address, which already has one.

If this was you, sign in. If you have forgotten the password, open this link and choose a new one. You are then signed
out everywhere, and the old password no longer works. The link works once, until ${timeOf(token)}:

${linkTo(appUrl, 'reset-password', token)}

If this was not you, ignore this mail.
`,
  };
}

/** The token stands behind the #, since a browser sends that to no server, and in no Referer. */
function linkTo(appUrl: string, page: (typeof PAGES)[number], { text }: MailOptions['token']): string {
  return `${appUrl}/${page}#token=${text}`;
}

function timeOf({ expiresAt }: MailOptions['token']): string {
  return new Date(expiresAt).toISOString().replace(/^(.*)T(\d\d:\d\d).*$/, '$1 $2 UTC');
}
