import type { Transaction } from '../../database/index.js';
import type { ModuleDeps } from '../../module/index.js';
import { changeMail, ended, type MailRow } from './store.js';

/** The waits between attempts: one attempt more than there are waits. */
const RETRY_SECONDS = [10, 60, 300, 900, 1800, 3600, 3600, 3600];

/** In seconds; undefined if there is no further attempt. */
export function waitAfter(attempts: number): number | undefined {
  return RETRY_SECONDS[attempts - 1];
}

export interface Reason {
  readonly userId: string | null;
  /** A few words, without the mail or its address. */
  readonly why: string;
}

/** Ends a mail that will not be sent, with an audit event. Does nothing if another has taken it over. */
export type GiveUp = (tx: Transaction, row: MailRow, reason: Reason) => Promise<void>;

export function createGiveUp({ services, clock, log }: Pick<ModuleDeps, 'services' | 'clock' | 'log'>): GiveUp {
  return async (tx, row, { userId, why }) => {
    if (!(await changeMail(tx.query, row, ended('GIVEN_UP', clock())))) return;
    await services.audit.record(tx, { type: 'MAIL_GIVEN_UP', userId, detail: `${row.kind}: ${why}` });
    tx.afterCommit(() => log.error({ kind: row.kind, why, attempts: row.attempts }, 'gave up on a mail'));
  };
}
