import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Check, Finding } from '../../module/index.js';
import { error, ok, warning } from '../../toolkit/findings.js';
import { describeFailure } from './send-failure.js';
import type { SmtpServer } from './settings.js';
import { connectionOptions, isLoopback } from './smtp-options.js';

/** Connects to the mail server, and signs in there. Sends no mail. */
export const checkSmtp: Check = async ({ config: { isProduction, mail } }) => {
  if (mail.smtp) return checkServer(mail.smtp);
  if (!isProduction) return [ok('SMTP_URL is not set: mails are written to files in DATA_DIR.')];
  return [warning('SMTP_URL is not set: no mail can be sent.', 'Set SMTP_URL and MAIL_FROM.')];
};

async function checkServer(server: SmtpServer): Promise<readonly Finding[]> {
  const connection = new SMTPConnection(connectionOptions(server));
  try {
    await untilReady(connection);
    return await checkSignIn(connection, server);
  } catch (cause) {
    return [error(`The mail server of SMTP_URL cannot be used (${tell(cause)}).`, howToReach(cause))];
  } finally {
    connection.close();
  }
}

async function checkSignIn(connection: SMTPConnection, server: SmtpServer): Promise<readonly Finding[]> {
  const { credentials, host } = server;
  const isOpen = !connection.secure && !isLoopback(host);
  const how = connection.secure ? 'over TLS' : 'without TLS';
  const inTheOpen = isOpen ? [warning('Mails are sent to the mail server without TLS.', 'Use smtps://.')] : [];
  if (!credentials) return [...inTheOpen, ok(`The mail server of SMTP_URL answers ${how}.`)];
  if (!connection.allowsAuth) {
    return [error('The mail server of SMTP_URL accepts no passwords.', 'Use another port, or a URL without a user.')];
  }
  try {
    await signIn(connection, credentials);
    return [...inTheOpen, ok(`The mail server of SMTP_URL answers ${how}, and accepts the user and the password.`)];
  } catch (cause) {
    return [error(`The mail server refuses the user of SMTP_URL (${tell(cause)}).`, 'Check its user and password.')];
  }
}

function untilReady(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on('error', reject).once('end', () => reject(new Error('The mail server closed the connection.')));
    connection.connect((failure) => (failure ? reject(failure) : resolve()));
  });
}

function signIn(
  connection: SMTPConnection,
  { user, password: pass }: NonNullable<SmtpServer['credentials']>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.login({ user, pass }, (failure) => (failure ? reject(failure) : resolve()));
  });
}

function tell(cause: unknown): string {
  const { code, responseCode, message } = describeFailure(cause);
  return [code, responseCode ?? message].filter(Boolean).join(': ');
}

function howToReach(cause: unknown): string {
  return describeFailure(cause).code === 'ETLS'
    ? 'Use smtps://, or a server that offers STARTTLS with a certificate for its name.'
    : 'Check the host, port and protocol: smtps:// for TLS from the first byte, smtp:// for STARTTLS.';
}
