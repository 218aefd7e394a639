import { defineModule } from '../../toolkit/define-module.js';
import { createMailService, type MailService } from './mail.js';
import { migrations } from './migrations.js';
import type { Sender, SmtpServer } from './settings.js';

export type { MailKind, MailService } from './mail.js';
export type { MadeMail } from './make-mails.js';
export type { MailRequest } from './queue.js';
export { type Sender, type SmtpServer, sender, smtpUrl } from './settings.js';
export type { Mail } from './transport.js';

declare module '../../module/index.js' {
  interface Services {
    mail: MailService;
  }
  interface Config {
    /** What sends mail. Without it, mails are kept in `dataDir` in development, and cannot be sent in production. */
    readonly smtp: (SmtpServer & { readonly from: Sender }) | undefined;
  }
}

/** Mail, kept in the database until it is sent. It stands before the modules whose services define mails. */
export const mail = defineModule({
  name: 'mail',
  migrations,
  services: (deps) => ({ mail: createMailService(deps) }),
  start: async ({ services }) => {
    services.mail.start();
    return services.mail.close;
  },
});
