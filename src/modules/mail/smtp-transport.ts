import type { Transporter } from 'nodemailer';
import type { Sender, SmtpServer } from './settings.js';
import type { Transport } from './transport.js';

export interface SmtpOptions extends SmtpServer {
  readonly from: Sender;
}

const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
const SILENCE_TIMEOUT_MILLISECONDS = 20_000;

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
async function createTransporter({ host, port, isSecure, credentials }: SmtpServer): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    host,
    port,
    secure: isSecure,
    // A password goes over no network in the clear, whatever the server, or who stands before it, says of STARTTLS.
    requireTLS: credentials !== undefined && !isLoopback(host),
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    connectionTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    greetingTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    socketTimeout: SILENCE_TIMEOUT_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
