import { setMaxListeners } from 'node:events';
import type { ModuleDeps } from '../../module.js';
import type { MadeMail } from './make-mails.js';
import { type GiveUp, waitAfter } from './outcome.js';
import { contextOf } from './queue.js';
import { createRest } from './rest.js';
import { describeFailure, isAboutMail, isFinal } from './send-failure.js';
import { changeMail, ended, extendLease, isDue, type MailChange, type MailRow, requeueLate, takeDue } from './store.js';
import type { Transport } from './transport.js';
import { withLimit } from './with-limit.js';

export interface SenderOptions extends Pick<ModuleDeps, 'database' | 'masterKeys' | 'clock' | 'log'> {
  readonly transport: Transport;
  readonly giveUp: GiveUp;
  /** How many are sent at once. */
  readonly concurrency: number;
  /** How long one attempt may take. */
  readonly attemptSeconds: number;
  /** How long a mail is nobody else's; as long as it is being sent, that is said anew. */
  readonly leaseSeconds: number;
  /** The longest rest while the mail server cannot be reached. */
  readonly maxRestSeconds: number;
  /** Called when there is a free place. */
  readonly onFree: () => void;
}

export interface Sender {
  /** Begins to send what is due, as far as there are free places. */
  fill(): Promise<void>;
  /** Waits for what is being sent, and then lets go of it. */
  close(seconds: number): Promise<void>;
}

/** Sends the mails that are made. Each is sent by one instance at a time: it has it until its lease ends. */
export function createSender(options: SenderOptions): Sender {
  const { database, clock, log } = options;
  const sending = new Map<string, Promise<void>>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const rest = createRest(options.maxRestSeconds);

  const claim = (limit: number): Promise<readonly MailRow[]> =>
    database.transaction(async ({ query }) => {
      const now = clock();
      const rows = await takeDue(query, { state: 'QUEUED', now, limit }, database.dialect === 'postgres');
      const claimed: MailRow[] = [];
      for (const row of rows) {
        const change = { state: 'SENDING', attempts: row.attempts + 1, next_at: leaseEnd() } as const;
        await changeMail(query, row, change);
        claimed.push({ ...row, ...change });
      }
      return claimed;
    });
  const leaseEnd = () => clock() + options.leaseSeconds * 1000;
  let leasedAt = 0;
  const keepLeases = async () => {
    if (sending.size === 0 || performance.now() - leasedAt < (options.leaseSeconds * 1000) / 4) return;
    leasedAt = performance.now();
    await extendLease(database.query, [...sending.keys()], leaseEnd());
  };
  const settle = async (row: MailRow, change: MailChange) => {
    await changeMail(database.query, row, change);
  };
  const fail = async (row: MailRow, { userId, expiresAt }: MadeMail, error: unknown) => {
    const now = clock();
    // It was taken from us, and not refused.
    if (closing.signal.aborted) return settle(row, { state: 'QUEUED', attempts: row.attempts - 1, next_at: now });
    const description = describeFailure(error);
    // What is not about the mail is no attempt of it: an outage of the mail server may last longer than all attempts.
    const attempts = isAboutMail(error) ? row.attempts : row.attempts - 1;
    if (!isAboutMail(error)) rest.begin();
    const wait = isFinal(error) ? undefined : waitAfter(Math.max(1, attempts));
    if (wait !== undefined && now + wait * 1000 < expiresAt) {
      log.warn({ ...description, kind: row.kind }, `a mail could not be sent yet; it will be tried again in ${wait} s`);
      return settle(row, { state: 'QUEUED', attempts, next_at: now + wait * 1000 });
    }
    const { responseCode, code } = description;
    const why = `${row.attempts} attempts, the last one failed with ${responseCode ?? code ?? 'an error'}`;
    log.error({ ...description, kind: row.kind }, 'a mail could not be sent');
    return database.transaction((tx) => options.giveUp(tx, row, { userId, why }));
  };
  const send = async (row: MailRow) => {
    const text = options.masterKeys.sealer('mail').open(row.sealed, contextOf(row.id));
    const end = (userId: string | null, why: string) =>
      database.transaction((tx) => options.giveUp(tx, row, { userId, why }));
    if (text === undefined) return end(null, 'cannot be opened with MASTER_KEY');
    const made: MadeMail = JSON.parse(text);
    if (made.expiresAt <= clock()) return end(made.userId, 'its link has expired');
    try {
      await withLimit(options.attemptSeconds, closing.signal, (signal) => options.transport(made.mail, signal));
    } catch (error) {
      return fail(row, made, error);
    }
    rest.end();
    await settle(row, ended('SENT', clock()));
  };
  const start = (row: MailRow) => {
    const sent = send(row)
      // Its lease ends, and then it is tried again.
      .catch((error) => log.error({ err: error }, 'what became of a mail cannot be written'))
      .finally(() => {
        sending.delete(row.id);
        options.onFree();
      });
    sending.set(row.id, sent);
  };
  return Object.freeze({
    fill: async () => {
      await keepLeases();
      const free = rest.hasFailed() ? 1 : options.concurrency;
      if (rest.isOn() || sending.size >= free || closing.signal.aborted) return;
      const now = clock();
      await requeueLate(database.query, now);
      if (!(await isDue(database.query, { state: 'QUEUED', now }))) return;
      for (const row of await claim(free - sending.size)) start(row);
    },
    close: async (seconds) => {
      const late = new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref());
      await Promise.race([Promise.all(sending.values()), late]);
      closing.abort(new Error('The server ends.'));
      await Promise.all(sending.values());
    },
  } satisfies Sender);
}
