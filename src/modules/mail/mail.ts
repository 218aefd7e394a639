import type { Transaction } from '../../database/index.js';
import { PortcullisError } from '../../errors.js';
import type { ModuleDeps } from '../../module/index.js';
import { createFileTransport } from './file-transport.js';
import type { Make } from './make-mails.js';
import { createOutbox } from './outbox.js';
import type { MailRequest } from './queue.js';
import { createSmtpTransport } from './smtp-transport.js';
import type { Transport } from './transport.js';

/** Mails that are made of one kind of payload. */
export interface MailKind<T> {
  /**
   * Asks for a mail, within the transaction that it belongs to: it is sent if that commits, also after a crash, and else
   * not. It is made and sent later, so whether there is one, and how it fares, shows in no answer. `FORBIDDEN` if this
   * server cannot send mail at all, `SERVICE_UNAVAILABLE` if too many wait.
   */
  add(tx: Transaction, request: MailRequest<T>): Promise<void>;
}

export interface MailService {
  /** Mails of this name, each made by `make` of a payload that is JSON. Called once, before the server starts. */
  define<T>(kind: string, make: Make<T>): MailKind<T>;
  /** Begins to send. */
  start(): void;
  /** Ends it. What is not sent stays for whoever starts next. */
  close(): Promise<void>;
}

const OUTBOX = {
  delayMilliseconds: 200,
  idleMilliseconds: 1000,
  perNetwork: 500,
  capacity: 20_000,
  concurrency: 4,
  attemptSeconds: 60,
  leaseSeconds: 20,
  maxRestSeconds: 60,
  retentionSeconds: 7 * 86_400,
  closeSeconds: 5,
};

/** Mail by SMTP; without a server for it, into files in development, and not at all in production. */
export function createMailService(deps: ModuleDeps): MailService {
  const transport = transportOf(deps);
  const outbox = transport && createOutbox({ ...OUTBOX, ...deps, transport });
  return Object.freeze({
    define: <T>(kind: string, make: Make<T>): MailKind<T> => {
      // What is opened was sealed by `add`, with a payload of this type.
      outbox?.define(kind, (tx, payload) => make(tx, payload as T));
      return Object.freeze({
        add: async (tx: Transaction, request: MailRequest<T>) => {
          if (outbox) return outbox.add(tx, kind, request);
          if (!request.isOptional) throw new PortcullisError('FORBIDDEN', 'Mail is not configured on this server.');
        },
      });
    },
    start: () => outbox?.start(),
    close: async () => outbox?.close(),
  } satisfies MailService);
}

function transportOf({ config, ...deps }: ModuleDeps): Transport | undefined {
  if (config.mail.smtp) return createSmtpTransport(config.mail.smtp);
  return config.isProduction ? undefined : createFileTransport({ ...deps, dataDir: config.dataDir });
}
