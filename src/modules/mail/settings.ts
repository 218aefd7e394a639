import { z } from 'zod';

/** The server that takes our mail. */
export interface SmtpServer {
  readonly host: string;
  /** By default the one of the protocol. */
  readonly port: number | undefined;
  /** TLS from the first byte (RFC 8314 §3.3); else STARTTLS where the server has it. */
  readonly isSecure: boolean;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

/** Who a mail is from. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

/** `smtp://user:password@host:port`, or `smtps://…`. */
export const smtpUrl = z
  .string()
  .transform(readSmtpUrl)
  .refine((server) => server !== undefined, {
    error: 'Write smtps://user:password@host:port, or smtp://… for a server without TLS or with STARTTLS.',
  });

/** `Name <address>`, or an address alone. */
export const sender = z
  .string()
  .transform(readSender)
  .refine((from) => from !== undefined, {
    error: 'Write an address, or a name with an address: Name <no-reply@host>.',
  });

function readSmtpUrl(text: string): SmtpServer | undefined {
  try {
    const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
    if (!/^smtps?:$/.test(protocol) || hostname === '' || `${pathname}${search}${hash}`.length > 1) return undefined;
    const credentials = { user: decodeURIComponent(username), password: decodeURIComponent(password) };
    return Object.freeze({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? undefined : Number(port),
      isSecure: protocol === 'smtps:',
      credentials: username === '' ? undefined : Object.freeze(credentials),
    });
  } catch {
    // Not a URL, or a lone % in it.
    return undefined;
  }
}

function readSender(text: string): Sender | undefined {
  const match = /^(?:([^<>\p{Cc}]*)<([^<>]+)>|([^<>]+))$/u.exec(text.trim());
  const { data: address } = z.email().safeParse(match?.[2] ?? match?.[3]);
  return address === undefined ? undefined : Object.freeze({ name: (match?.[1] ?? '').trim(), address });
}
