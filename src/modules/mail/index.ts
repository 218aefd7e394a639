import { defineModule } from '../../module.js';
import { createMailService, type MailService } from './mail.js';

export type { MailService } from './mail.js';
export { type Sender, type SmtpServer, sender, smtpUrl } from './settings.js';
export type { Mail } from './transport.js';

declare module '../../module.js' {
  interface Services {
    mail: MailService;
  }
}

/** Mail, in the background. */
export const mail = defineModule({
  name: 'mail',
  services: (deps) => ({ mail: createMailService(deps) }),
  start: async ({ services }) => services.mail.close,
});
