import type { ModuleDeps } from '../../module/index.js';
import type { MadeMail } from './make-mails.js';
import { type GiveUp, waitAfter } from './outcome.js';
import { contextOf } from './queue.js';
import type { Rest } from './rest.js';
import { describeFailure, isAboutMail, isFinal } from './send-failure.js';
import { changeMail, ended, type MailChange, type MailRow } from './store.js';
import type { Transport } from './transport.js';
import { withLimit } from './with-limit.js';

export interface SendMailOptions extends Pick<ModuleDeps, 'database' | 'masterKeys' | 'clock' | 'log'> {
  readonly transport: Transport;
  readonly giveUp: GiveUp;
  /** How long one attempt may take. */
  readonly attemptSeconds: number;
  readonly rest: Rest;
  /** Ends what is being sent. */
  readonly closing: AbortSignal;
}

/** Sends a mail that is ours to send, and writes down what became of it. Rejects if that cannot be written. */
export function createSendMail(options: SendMailOptions): (row: MailRow) => Promise<void> {
  const { database, masterKeys, clock, log, transport, giveUp, attemptSeconds, rest, closing } = options;
  const settle = async (row: MailRow, change: MailChange) => {
    await changeMail(database.query, row, change);
  };
  const fail = async (row: MailRow, { userId, expiresAt }: MadeMail, error: unknown) => {
    const now = clock();
    // It was taken from us, and not refused.
    if (closing.aborted) return settle(row, { state: 'QUEUED', attempts: row.attempts - 1, next_at: now });
    const description = describeFailure(error);
    // What is not about the mail is no attempt of it: an outage of the mail server may last longer than all attempts.
    const attempts = isAboutMail(error) ? row.attempts : row.attempts - 1;
    if (!isAboutMail(error)) rest.begin();
    const wait = isFinal(error) ? undefined : waitAfter(Math.max(1, attempts));
    if (wait !== undefined && now + wait * 1000 < expiresAt) {
      log.warn({ ...description, kind: row.kind }, `a mail could not be sent yet; next attempt in ${wait} s`);
      return settle(row, { state: 'QUEUED', attempts, next_at: now + wait * 1000 });
    }
    const { responseCode, code } = description;
    const why = `${row.attempts} attempts; the last one failed with ${responseCode ?? code ?? 'an error'}`;
    log.error({ ...description, kind: row.kind }, 'a mail could not be sent');
    return database.transaction((tx) => giveUp(tx, row, { userId, why }));
  };
  return async (row) => {
    const text = masterKeys.sealer('mail').open(row.sealed, contextOf(row.id));
    const end = (userId: string | null, why: string) => database.transaction((tx) => giveUp(tx, row, { userId, why }));
    if (text === undefined) return end(null, 'cannot be opened with MASTER_KEY');
    const made: MadeMail = JSON.parse(text);
    if (made.expiresAt <= clock()) return end(made.userId, 'its link has expired');
    try {
      await withLimit(attemptSeconds, closing, (signal) => transport(made.mail, signal));
    } catch (error) {
      return fail(row, made, error);
    }
    rest.end();
    await settle(row, ended('SENT', clock()));
  };
}
