import { type Selectable, sql } from 'kysely';
import type { Query } from '../../database/index.js';

/**
 * `WAITING` to be made; `QUEUED`, made and to be sent; `SENDING` by an instance until `next_at`; `SENT`; `GIVEN_UP`. Of
 * the last two nothing is kept but what happened to them when.
 */
export type MailState = 'WAITING' | 'QUEUED' | 'SENDING' | 'SENT' | 'GIVEN_UP';

interface MailsTable {
  readonly id: string;
  readonly kind: string;
  readonly state: MailState;
  /** What two that wait may not share if they come from one network: a MAC, which tells nobody's address. */
  readonly recipient: string;
  /** Of the client that asked for it. */
  readonly network: string;
  /** The place in the order of sending; null once that is over. */
  readonly turn: number | null;
  readonly sealed: string;
  readonly attempts: number;
  /** When it may be made or sent; while it is being sent, until when that is nobody else's. */
  readonly next_at: number;
  readonly created_at: number;
  /** After that it is worth nothing. */
  readonly expires_at: number | null;
  readonly done_at: number | null;
}

declare module '../../database/tables.js' {
  interface Tables {
    mails: MailsTable;
  }
}

export type MailRow = Selectable<MailsTable>;
export type NewMailRow = Pick<MailRow, 'id' | 'kind' | 'recipient' | 'network' | 'sealed'> & {
  readonly turn: number;
  readonly now: number;
};

const OPEN = ['WAITING', 'QUEUED', 'SENDING'] as const;
const STATES: readonly MailState[] = [...OPEN, 'SENT', 'GIVEN_UP'];

/**
 * How those of a network wait: how many, up to a limit; its last turn, and the first turn of all that is due, or of those
 * that rest if none is.
 */
export interface Line {
  readonly waiting: number;
  readonly last: number | null;
  readonly first: number | null;
}

export async function readLine(
  query: Query,
  { network, limit, now }: { readonly network: string; readonly limit: number; readonly now: number },
): Promise<Line> {
  const own = query
    .selectFrom('mails')
    .select('turn')
    .where('network', '=', network)
    .where('turn', 'is not', null)
    .orderBy('turn', 'desc')
    .limit(limit)
    .as('own');
  const firstOf = (state: MailState, isDue: boolean) =>
    query
      .selectFrom('mails')
      .select('turn')
      .where('state', '=', state)
      .where('next_at', isDue ? '<=' : '>', now)
      .orderBy('turn')
      .limit(1);
  const { waiting, last, ...firsts } = await query
    .selectFrom(own)
    .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.max('own.turn').as('last')])
    .select(() => [firstOf('QUEUED', true).as('made'), firstOf('WAITING', true).as('unmade')])
    .select(() => [firstOf('QUEUED', false).as('madeRests'), firstOf('WAITING', false).as('unmadeRests')])
    .executeTakeFirstOrThrow();
  const { made, unmade, madeRests, unmadeRests } = firsts;
  return { waiting, last, first: least(made, unmade) ?? least(madeRests, unmadeRests) };
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** Nothing is written if one like it waits already, or if it is not wanted: by the same statement. */
export async function insertWaiting(query: Query, row: NewMailRow, isWanted: boolean): Promise<void> {
  const text = (value: string) => sql<string>`cast(${value} as text)`;
  const number = (value: number) => sql<number>`cast(${value} as bigint)`;
  await query
    .insertInto('mails')
    .columns(['id', 'kind', 'state', 'recipient', 'network', 'sealed', 'turn', 'attempts', 'next_at', 'created_at'])
    .expression(
      query
        .selectNoFrom([
          text(row.id).as('id'),
          text(row.kind).as('kind'),
          sql<MailState>`cast('WAITING' as text)`.as('state'),
          text(row.recipient).as('recipient'),
          text(row.network).as('network'),
          text(row.sealed).as('sealed'),
          number(row.turn).as('turn'),
          number(0).as('attempts'),
          number(row.now).as('next_at'),
          number(row.now).as('created_at'),
        ])
        .where(sql<boolean>`cast(${Number(isWanted)} as integer) = 1`),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** How many are to be made or sent. */
export async function countOpen(query: Query): Promise<number> {
  const { count } = await query
    .selectFrom('mails')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', 'in', OPEN)
    .executeTakeFirstOrThrow();
  return count;
}

/** Every state, those too that no mail is in. */
export async function countByState(
  query: Query,
): Promise<readonly { readonly state: MailState; readonly count: number }[]> {
  const rows = await query
    .selectFrom('mails')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return STATES.map((state) => ({ state, count: rows.find((row) => row.state === state)?.count ?? 0 }));
}

export interface Due {
  readonly state: 'WAITING' | 'QUEUED';
  /** By default, all. */
  readonly kinds?: readonly string[];
  readonly now: number;
  readonly limit: number;
}

/** Those whose turn it is. Locked for the transaction, and none that another has locked, where a database has such locks. */
export async function takeDue(query: Query, { state, kinds, now, limit }: Due, lock: boolean): Promise<MailRow[]> {
  const due = query
    .selectFrom('mails')
    .selectAll()
    .where('state', '=', state)
    .$if(kinds !== undefined, (mails) => mails.where('kind', 'in', kinds ?? []))
    .where('next_at', '<=', now)
    .orderBy('turn')
    .orderBy('created_at')
    .limit(limit);
  return (lock ? due.forUpdate().skipLocked() : due).execute();
}

export async function isDue(query: Query, due: Omit<Due, 'limit'>): Promise<boolean> {
  return (await takeDue(query, { ...due, limit: 1 }, false)).length > 0;
}

export type MailChange = Partial<Omit<MailRow, 'id'>>;

/** False, and nothing written, if it is not as it was: another has taken it over. */
export async function changeMail(
  query: Query,
  { id, state, attempts }: Pick<MailRow, 'id' | 'state' | 'attempts'>,
  change: MailChange,
): Promise<boolean> {
  const { numUpdatedRows } = await query
    .updateTable('mails')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', state)
    .where('attempts', '=', attempts)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What is being sent stays with whoever sends it, until this time. */
export async function extendLease(query: Query, ids: readonly string[], until: number): Promise<void> {
  await query
    .updateTable('mails')
    .set({ next_at: until })
    .where('id', 'in', ids)
    .where('state', '=', 'SENDING')
    .execute();
}

/** What is being sent, by somebody who has not said so for too long, and is gone. */
export async function requeueLate(query: Query, now: number): Promise<void> {
  await query
    .updateTable('mails')
    .set({ state: 'QUEUED' })
    .where('state', '=', 'SENDING')
    .where('next_at', '<=', now)
    .execute();
}

export async function removeMail(query: Query, id: string): Promise<void> {
  await query.deleteFrom('mails').where('id', '=', id).execute();
}

/** What is over, and nothing of it but that. */
export function ended(state: 'SENT' | 'GIVEN_UP', now: number): MailChange {
  return { state, recipient: '', network: '', turn: null, sealed: '', expires_at: null, done_at: now };
}

/** Forgets those that ended before a time. */
export async function removeEnded(query: Query, before: number): Promise<void> {
  await query.deleteFrom('mails').where('done_at', '<', before).execute();
}
