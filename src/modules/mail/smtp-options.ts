import type { SmtpServer } from './settings.js';

const CONNECT_TIMEOUT_MILLISECONDS = 10_000;
const SILENCE_TIMEOUT_MILLISECONDS = 20_000;

/** How nodemailer connects to the server. */
export function connectionOptions({ host, port, isSecure, credentials }: SmtpServer) {
  return {
    host,
    port,
    secure: isSecure,
    // A password goes over no network in the clear, whatever the server, or who stands before it, says of STARTTLS.
    requireTLS: credentials !== undefined && !isLoopback(host),
    connectionTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    greetingTimeout: CONNECT_TIMEOUT_MILLISECONDS,
    socketTimeout: SILENCE_TIMEOUT_MILLISECONDS,
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}
