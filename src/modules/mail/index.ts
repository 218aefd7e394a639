import { defineModule } from '../../toolkit/define-module.js';
import { type MailConfig, config as variables } from './config.js';
import { createMailService, type MailService } from './mail.js';
import { measureMails } from './metrics.js';
import { migrations } from './migrations.js';

export type { MailKind, MailService } from './mail.js';
export type { MadeMail } from './make-mails.js';
export type { MailRequest } from './queue.js';
export type { Mail } from './transport.js';

declare module '../../module/additions.js' {
  interface Config {
    readonly mail: MailConfig;
  }
  interface Services {
    mail: MailService;
  }
}

/** Mail, kept in the database until it is sent. It stands before the modules whose services define mails. */
export const mail = defineModule({
  name: 'mail',
  needs: ['audit'],
  config: variables,
  migrations,
  checks: { smtp: async (deps) => (await import('./check-smtp.js')).checkSmtp(deps) },
  services: (deps) => ({ mail: createMailService(deps) }),
  start: async ({ services, database, metrics }) => {
    measureMails({ database, metrics });
    services.mail.start();
    return services.mail.close;
  },
});
