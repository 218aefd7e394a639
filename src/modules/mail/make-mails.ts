import { isOutage, type Transaction } from '../../database/index.js';
import type { ModuleDeps } from '../../module/index.js';
import { type GiveUp, waitAfter } from './outcome.js';
import { contextOf } from './queue.js';
import { changeMail, isDue, type MailRow, removeMail, takeDue } from './store.js';
import type { Mail } from './transport.js';

/** A mail as it is to be sent. */
export interface MadeMail {
  readonly mail: Mail;
  /** Whose it is; null if the address has no account. */
  readonly userId: string | null;
  /** When it is worth nothing any more; milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Makes a mail of what was asked for; undefined if there is none to be sent. Nothing but the database may be awaited. */
export type Make<T> = (tx: Transaction, payload: T) => Promise<MadeMail | undefined>;

export interface MakerOptions extends Pick<ModuleDeps, 'database' | 'masterKeys' | 'clock' | 'log'> {
  readonly makes: ReadonlyMap<string, Make<unknown>>;
  readonly giveUp: GiveUp;
}

const BATCH = 20;

/**
 * Makes the mails that wait, each in the transaction that takes it: it is made once, whatever happens meanwhile. True if
 * there may be more.
 */
export function createMaker(options: MakerOptions): () => Promise<boolean> {
  const { database, clock, log } = options;
  return async () => {
    const due = () => ({ state: 'WAITING', kinds: [...options.makes.keys()], now: clock(), limit: BATCH }) as const;
    if (options.makes.size === 0 || !(await isDue(database.query, due()))) return false;
    let current: MailRow | undefined;
    try {
      return await database.transaction(async (tx) => {
        const rows = await takeDue(tx.query, due(), database.dialect === 'postgres');
        for (const row of rows) {
          current = row;
          await makeOne(options, tx, row);
        }
        current = undefined;
        return rows.length === BATCH;
      });
    } catch (error) {
      if (!current || isOutage(error)) throw error;
      log.error({ err: error, kind: current.kind }, 'a mail could not be composed');
      // It does not keep those behind it waiting, which were rolled back with it.
      await postpone(options, current);
      return true;
    }
  };
}

async function makeOne({ masterKeys, makes, giveUp }: MakerOptions, tx: Transaction, row: MailRow): Promise<void> {
  const sealer = masterKeys.sealer('mail');
  const text = sealer.open(row.sealed, contextOf(row.id));
  if (text === undefined) return giveUp(tx, row, { userId: null, why: 'cannot be opened with MASTER_KEY' });
  const made = await makes.get(row.kind)?.(tx, JSON.parse(text));
  if (!made) return removeMail(tx.query, row.id);
  const sealed = sealer.seal(JSON.stringify(made), contextOf(row.id));
  await changeMail(tx.query, row, { state: 'QUEUED', sealed, attempts: 0, expires_at: made.expiresAt });
}

async function postpone({ database, clock, giveUp }: MakerOptions, row: MailRow): Promise<void> {
  const attempts = row.attempts + 1;
  const wait = waitAfter(attempts);
  await database.transaction(async (tx) => {
    if (wait === undefined) return giveUp(tx, row, { userId: null, why: 'cannot be composed' });
    await changeMail(tx.query, row, { attempts, next_at: clock() + wait * 1000 });
  });
}
