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
        '`smtps://user:password@host:port`, or `smtp://…`, which uses STARTTLS if the server has it, and sends no password without. Mail is kept in the database until it is sent, in the background, and tried for hours; 5 mails of a kind to a user in half an hour',
    }),
    MAIL_FROM: sender.optional().meta({ description: 'whom mails are from: `Name <no-reply@example.com>`' }),
  },
  prefixes: ['MAIL_', 'SMTP_'],
  contradictions: (env) =>
    !env.SMTP_URL === !env.MAIL_FROM ? [] : ['SMTP_URL, MAIL_FROM: One needs the other. Set both, or none.'],
  read: ({ SMTP_URL: smtp, MAIL_FROM: from }) => ({
    mail: Object.freeze({ smtp: smtp && from ? Object.freeze({ ...smtp, from }) : undefined }),
  }),
});
