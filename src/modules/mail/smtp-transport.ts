import type { Transporter } from 'nodemailer';
import type { Sender, SmtpServer } from './settings.js';
import { connectionOptions } from './smtp-options.js';
import type { Transport } from './transport.js';

export interface SmtpOptions extends SmtpServer {
  readonly from: Sender;
}

/** Sends mail by SMTP. */
export function createSmtpTransport({ from, ...server }: SmtpOptions): Transport {
  let transporter: Promise<Transporter> | undefined;
  return async ({ to, subject, text }, signal) => {
    transporter ??= createTransporter(server);
    await (await transporter).sendMail({
      from: { ...from },
      // As an object it is one address, and never read as a list of them.
      to: { name: '', address: to },
      subject,
      text,
      // So that nobody's out-of-office answers (RFC 3834 §5).
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    });
  };
}

/** Reads nodemailer when there is a first mail to send. */
async function createTransporter(server: SmtpServer): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { credentials } = server;
  return createTransport({
    ...connectionOptions(server),
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
