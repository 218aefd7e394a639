import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { ReadMail } from './mailbox.js';

export interface ReceivedMail extends ReadMail {
  /** The addresses of the envelope (RFC 5321 §2.3.1). */
  readonly from: string;
  readonly recipients: readonly string[];
  readonly headers: string;
}

export interface SmtpServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** What clients said, in order. */
  readonly commands: readonly string[];
  /** How many connections there were. */
  connections(): number;
  close(): Promise<void>;
}

export interface SmtpServerOptions {
  /** Takes connections, and never says a word. */
  readonly hangs?: boolean;
  /** The answer to a mail instead of `250 OK`, by its number. `$TEXT` stands for the text of the mail. */
  readonly answer?: (number: number) => string | undefined;
  /** Speaks TLS from the first byte, with this certificate. */
  readonly certificate?: { readonly cert: Buffer; readonly key: Buffer };
  /** Tells that it takes passwords. */
  readonly takesPasswords?: boolean;
  /** What a password is answered with; by default `235 OK`. */
  readonly answerToPassword?: string;
}

/** A mail server by RFC 5321, as far as a client of ours goes. */
export async function startSmtpServer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const onConnection = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    if (!options.hangs) converse(socket, { options, mails, commands });
  };
  const { certificate } = options;
  const server = certificate ? createTlsServer(certificate, onConnection) : createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.freeze({
    port: (server.address() as AddressInfo).port,
    mails,
    commands,
    connections: () => connections,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  });
}

interface Conversation {
  readonly options: SmtpServerOptions;
  readonly mails: ReceivedMail[];
  readonly commands: string[];
}

function converse(socket: Socket, { options, mails, commands }: Conversation): void {
  let buffered = '';
  let from = '';
  let recipients: string[] = [];
  let isData = false;
  const say = (line: string) => void socket.write(`${line}\r\n`);
  const take = (message: string) => {
    const mail = { from, recipients, ...readMessage(message) };
    mails.push(mail);
    say(options.answer?.(mails.length)?.replace('$TEXT', mail.text.replaceAll('\n', ' ')) ?? '250 OK');
    recipients = [];
  };
  const obey = (line: string) => {
    commands.push(line);
    const address = /<(.*)>/.exec(line)?.[1] ?? '';
    if (/^EHLO /i.test(line)) say(options.takesPasswords ? '250-fake\r\n250 AUTH PLAIN' : '250 fake');
    else if (/^AUTH /i.test(line)) say(options.answerToPassword ?? '235 OK');
    else if (/^MAIL FROM:/i.test(line)) {
      from = address;
      say('250 OK');
    } else if (/^RCPT TO:/i.test(line)) {
      recipients.push(address);
      say('250 OK');
    } else if (/^DATA$/i.test(line)) {
      isData = true;
      say('354 Go on');
    } else if (/^QUIT$/i.test(line)) socket.end('221 Bye\r\n');
    else say('500 What?');
  };
  socket.setEncoding('utf8').on('data', (chunk) => {
    buffered += chunk;
    for (;;) {
      const end = isData ? '\r\n.\r\n' : '\r\n';
      const at = buffered.indexOf(end);
      if (at < 0) return;
      const part = buffered.slice(0, at);
      buffered = buffered.slice(at + end.length);
      if (isData) {
        isData = false;
        take(`${part}\r\n`);
      } else obey(part);
    }
  });
  say('220 fake ESMTP');
}

/** A message by RFC 5322, its text decoded by RFC 2045 §6.7 if it is quoted-printable. */
function readMessage(message: string): Pick<ReceivedMail, 'to' | 'subject' | 'headers' | 'text'> {
  const at = message.indexOf('\r\n\r\n');
  const headers = message.slice(0, at).replace(/\r\n[ \t]+/g, ' ');
  const body = message.slice(at + 4).replace(/^\.\./gm, '.');
  const headerOf = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1]?.trim() ?? '';
  const isQuoted = headerOf('Content-Transfer-Encoding') === 'quoted-printable';
  return {
    headers,
    to: headerOf('To'),
    subject: headerOf('Subject'),
    text: (isQuoted ? decodeQuotedPrintable(body) : body).replaceAll('\r\n', '\n'),
  };
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
