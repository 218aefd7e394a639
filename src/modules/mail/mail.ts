import { PortcullisError } from '../../errors.js';
import type { ModuleDeps } from '../../module.js';
import { createFileTransport } from './file-transport.js';
import { type Compose, createOutbox } from './outbox.js';
import { createSmtpTransport } from './smtp-transport.js';
import type { Transport } from './transport.js';

export interface MailService {
  /**
   * Makes a mail and sends it, later: whether there is one, and how it fares, shows in no answer. `FORBIDDEN` if this
   * server cannot send mail at all.
   */
  sendLater(compose: Compose): void;
  /** Sends what is waiting, and takes no more. */
  close(): Promise<void>;
}

const OUTBOX = {
  delayMilliseconds: 200,
  capacity: 1000,
  concurrency: 4,
  attemptSeconds: 60,
  retrySeconds: [5, 30, 120],
  closeSeconds: 5,
};

/** Mail by SMTP; without a server for it, into files in development, and not at all in production. */
export function createMailService(deps: Pick<ModuleDeps, 'config' | 'clock' | 'randomBytes' | 'log'>): MailService {
  const transport = transportOf(deps);
  const outbox = transport && createOutbox({ ...OUTBOX, transport, log: deps.log });
  return Object.freeze({
    sendLater: (compose) => {
      if (!outbox) throw new PortcullisError('FORBIDDEN', 'Mail is not configured on this server.');
      outbox.add(compose);
    },
    close: async () => outbox?.close(),
  } satisfies MailService);
}

function transportOf({
  config,
  ...deps
}: Pick<ModuleDeps, 'config' | 'clock' | 'randomBytes' | 'log'>): Transport | undefined {
  if (config.smtp) return createSmtpTransport(config.smtp);
  return config.isProduction ? undefined : createFileTransport({ ...deps, dataDir: config.dataDir });
}
