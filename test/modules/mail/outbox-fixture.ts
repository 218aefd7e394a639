import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import type { Transaction } from '../../../src/database/index.js';
import type { Services } from '../../../src/module/index.js';
import { createAuditService } from '../../../src/modules/audit/audit.js';
import { migrations as auditMigrations } from '../../../src/modules/audit/migrations.js';
import { migrations as mailMigrations } from '../../../src/modules/mail/migrations.js';
import { createOutbox, type Outbox, type OutboxOptions } from '../../../src/modules/mail/outbox.js';
import type { MailRequest } from '../../../src/modules/mail/queue.js';
import type { Mail, Transport } from '../../../src/modules/mail/transport.js';
import { createMasterKeys } from '../../../src/tokens/index.js';
import type { ModuleDatabase } from '../module-database.js';

export const SECRET = 'a-token-that-nobody-may-read';
export const mailTo = (to: string): Mail => ({ to, subject: 'Hello', text: `Open ${SECRET}` });

/** The migrations of an outbox, and of what it writes its audit to. */
export const migrations = Object.fromEntries(
  Object.entries({ audit: auditMigrations, mail: mailMigrations }).flatMap(([name, each]) =>
    Object.entries(each).map(([key, migration]) => [`${name}/${key}`, migration]),
  ),
);

export interface TestOutbox {
  readonly outbox: Outbox;
  readonly logged: readonly Record<string, unknown>[];
  /** Asks for a mail to somebody, from a network, in a transaction of its own. */
  ask(to: string, request?: Partial<MailRequest<unknown>>): Promise<void>;
  askIn(tx: Transaction, to: string, request?: Partial<MailRequest<unknown>>): Promise<void>;
  /** Makes the time later. */
  advance(seconds: number): void;
}

const masterKeys = createMasterKeys([Buffer.alloc(32, 3)], randomBytes);

/** An outbox on a database; it begins when it is told. The user of each mail is its address. */
export function setUpOutbox(
  { database }: ModuleDatabase,
  transport: Transport,
  options: Partial<OutboxOptions> = {},
): TestOutbox {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  let later = 0;
  const clock = () => Date.now() + later;
  const audit = createAuditService({ database, clock, randomBytes, retentionSeconds: 86_400, onEvent: () => {} });
  const outbox = createOutbox({
    database,
    services: { audit } as Services,
    masterKeys,
    clock,
    randomBytes,
    log,
    transport,
    delayMilliseconds: 0,
    idleMilliseconds: 20,
    perNetwork: 100,
    capacity: 1000,
    concurrency: 2,
    attemptSeconds: 60,
    leaseSeconds: 60,
    maxRestSeconds: 0.05,
    retentionSeconds: 3600,
    closeSeconds: 0.05,
    ...options,
  });
  outbox.define('hello', async (_tx, payload) => {
    const { to } = payload as { to: string };
    if (to === 'nobody') return undefined;
    if (to === 'broken') throw new Error('it cannot be made');
    return { mail: mailTo(to), userId: to, expiresAt: clock() + 86_400_000 };
  });
  const askIn: TestOutbox['askIn'] = (tx, to, request) =>
    outbox.add(tx, 'hello', { payload: { to }, network: '192.0.2.1', ...request });
  return {
    outbox,
    logged,
    askIn,
    ask: (to, request) => database.transaction((tx) => askIn(tx, to, request)),
    advance: (seconds) => {
      later += seconds * 1000;
    },
  };
}

/** A transport that keeps what it sent, and fails as told by the number of the attempt. */
export function recorder(fail: (attempt: number, mail: Mail) => unknown = () => undefined) {
  const sent: string[] = [];
  const tried: string[] = [];
  const transport: Transport = async (mail) => {
    tried.push(mail.to);
    const error = fail(tried.length, mail);
    if (error !== undefined) throw error;
    sent.push(mail.to);
  };
  return { transport, sent, tried };
}

/** A transport that never ends by itself. */
export function hanging() {
  const signals: AbortSignal[] = [];
  const transport: Transport = (_mail, signal) => {
    signals.push(signal);
    return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  return { transport, signals };
}

/** What a mail server refused, as nodemailer tells it: the answer repeats the mail. */
export const refusal = (responseCode: number, code = 'EMESSAGE') =>
  Object.assign(new Error(`${responseCode} no: ${SECRET}`), { code, responseCode, response: `no: ${SECRET}` });
