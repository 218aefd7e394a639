import { setMaxListeners } from 'node:events';
import { createRest } from './rest.js';
import { createSendMail, type SendMailOptions } from './send-mail.js';
import { changeMail, extendLease, isDue, type MailRow, requeueLate, takeDue } from './store.js';

export interface SenderOptions extends Omit<SendMailOptions, 'rest' | 'closing'> {
  /** How many are sent at once. */
  readonly concurrency: number;
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
  const send = createSendMail({ ...options, rest, closing: closing.signal });

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
  const start = (row: MailRow) => {
    const sent = send(row)
      // Its lease ends, and then it is tried again.
      .catch((error) => log.error({ err: error }, 'could not record the outcome of a mail'))
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
      closing.abort(new Error('The server is stopping.'));
      await Promise.all(sending.values());
    },
  } satisfies Sender);
}
