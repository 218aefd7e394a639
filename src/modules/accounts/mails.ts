import type { Mail } from '../mail/index.js';
import type { NewToken } from './account-token.js';

export interface MailOptions {
  readonly to: string;
  readonly token: NewToken;
  /** Where the pages are that the links lead to. */
  readonly appUrl: string;
}

// Nothing of what somebody typed is in them: they could be sent to anybody, in our name.

export function passwordResetMail({ to, token, appUrl }: MailOptions): Mail {
  return {
    to,
    subject: 'Choose a new password',
    text: `Somebody asked for a new password for your account at ${new URL(appUrl).host}.

To choose one, open this link. It works once, until ${timeOf(token)}:

${linkTo(appUrl, 'reset-password', token)}

If it was not you, do nothing: your password stays as it is.
`,
  };
}

export function verificationMail({ to, token, appUrl }: MailOptions): Mail {
  return {
    to,
    subject: 'Verify your e-mail address',
    text: `This address was given for an account at ${new URL(appUrl).host}.

If the account is yours, open this link and enter its password. The address is then verified, and who has that
password can sign in with it. The link works once, until ${timeOf(token)}:

${linkTo(appUrl, 'verify-email', token)}

If it was not you, do nothing: without the password, the link does nothing.
`,
  };
}

export function accountExistsMail({ to, token, appUrl }: MailOptions): Mail {
  return {
    to,
    subject: 'You have an account already',
    text: `Somebody wanted to make an account at ${new URL(appUrl).host} with this address, which has one.

If it was you, sign in. If you do not know the password, choose a new one with this link.
It works once, until ${timeOf(token)}:

${linkTo(appUrl, 'reset-password', token)}

If it was not you, do nothing.
`,
  };
}

/** The token stands behind the #, since a browser sends that to no server, and in no Referer. */
function linkTo(appUrl: string, page: string, { text }: NewToken): string {
  return `${appUrl}/${page}#token=${text}`;
}

function timeOf({ expiresAt }: NewToken): string {
  return new Date(expiresAt).toISOString().replace(/^(.*)T(\d\d:\d\d).*$/, '$1 $2 UTC');
}
