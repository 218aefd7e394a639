import { defineConfig } from '../../toolkit/define-config.js';
import { type Sender, type SmtpServer, sender, smtpUrl } from './settings.js';

export interface MailConfig {
  /** What sends mail. Without it, mails are kept in `dataDir` in development, and cannot be sent in production. */
  readonly smtp: (SmtpServer & { readonly from: Sender }) | undefined;
}

export const config = defineConfig({
  variables: {
    SMTP_URL: smtpUrl.optional().meta({
      description:
        '`smtps://user:password@host:port`, or `smtp://…`, which uses STARTTLS if the server offers it, and sends no password without it. Mail is queued in the database, sent in the background, and retried for hours; a user gets at most 5 mails of a kind in half an hour',
    }),
    MAIL_FROM: sender.optional().meta({ description: 'the sender of mails: `Name <no-reply@example.com>`' }),
  },
  prefixes: ['MAIL_', 'SMTP_'],
  contradictions: (env) =>
    !env.SMTP_URL === !env.MAIL_FROM ? [] : ['SMTP_URL, MAIL_FROM: One requires the other. Set both or neither.'],
  read: ({ SMTP_URL: smtp, MAIL_FROM: from }) => ({
    mail: Object.freeze({ smtp: smtp && from ? Object.freeze({ ...smtp, from }) : undefined }),
  }),
});
