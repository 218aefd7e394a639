import { type RawBuilder, sql } from 'kysely';
import type { Query } from '../../database/index.js';
import { type Count, type Counters, currentOf, fullOf, type Taken, type Wanted } from './counters.js';
import { ALWAYS_OPEN, FIRST_DELAY_MILLISECONDS, opensAfter } from './rule.js';

interface RateCountsTable {
  key: string;
  count: number;
  opens_at: number;
  expires_at: number;
}

declare module '../../database/tables.js' {
  interface Tables {
    rate_counts: RateCountsTable;
  }
}

/** The counters that all servers on a PostgreSQL database share. */
export function createDatabaseCounters(query: Query, clock: () => number): Counters {
  const giveBack = async (taken: readonly Taken[]) => {
    if (taken.length > 0) await giveBackAll(query, taken);
  };
  const take: Counters['take'] = async (wanted) => {
    const now = clock();
    const { counted, known } = await countAll(query, wanted, now);
    const taken = wanted.flatMap(({ key, uses }) => {
      const count = counted.get(key);
      return count ? [{ ...count, uses }] : [];
    });
    if (taken.length === wanted.length) return { taken };
    await giveBack(taken);
    const full = wanted.flatMap((each) => fullOf(each, currentOf(known.get(each.key), each.rule, now), now) ?? []);
    // What there was room for a moment ago was taken meanwhile: seen again, it is full.
    return full.length > 0 ? { full } : take(wanted);
  };
  return Object.freeze({
    take,
    giveBack,
    clear: async (key) => {
      await query.deleteFrom('rate_counts').where('key', '=', key).execute();
    },
    removeExpired: () => removeExpired(query, clock()),
  } satisfies Counters);
}

interface Counted {
  /** What is counted now, with what was wanted. */
  readonly counted: ReadonlyMap<string, Count>;
  /** What was counted before. */
  readonly known: ReadonlyMap<string, Count>;
}

/**
 * Of several keys in one statement. Whether there is room is looked at first, so that usually nothing is counted which has
 * to be given back; it is decided where each is counted, since attempts at the same time get by a key one after the other
 * there. All come to the keys in one order, so that none waits for another that waits for it. One key alone is counted by
 * a statement that is planned in a third of the time, and looked at afterwards.
 */
async function countAll(query: Query, asked: readonly Wanted[], now: number): Promise<Counted> {
  const wanted = asked.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const keys = wanted.map(({ key }) => key);
  const { insertion, hasRoom } = insertionOf(wanted, now);
  if (wanted.length === 1) {
    const { rows: counted } = await sql<RateCountsTable>`${insertion(sql`true`)}`.execute(query);
    const known =
      counted.length > 0 ? [] : await query.selectFrom('rate_counts').selectAll().where('key', 'in', keys).execute();
    return { counted: byKey(counted), known: byKey(known) };
  }
  const { rows } = await sql<RateCountsTable & { readonly is_new: boolean }>`
    with known as (select * from rate_counts where key = any(${keys}::text[])),
      counted as (${insertion(sql`not exists (select from known kept where not ${hasRoom})`)})
    select true as is_new, * from counted union all select false, * from known`.execute(query);
  return {
    counted: byKey(rows.filter(({ is_new }) => is_new)),
    known: byKey(rows.filter(({ is_new }) => !is_new)),
  };
}

/** A statement that counts each key of which there is room for all that is wanted, unless a condition keeps it from all. */
function insertionOf(wanted: readonly Wanted[], now: number) {
  const keys = sql`${wanted.map(({ key }) => key)}::text[]`;
  /** What is asked of the key of a row. */
  const of = (type: 'int' | 'bigint', read: (wanted: Wanted) => number) => {
    const [only, ...others] = wanted.map(read);
    if (others.length === 0) return sql`${only}::${sql.raw(type)}`;
    return sql`(${wanted.map(read)}::${sql.raw(type)}[])[array_position(${keys}, kept.key)]`;
  };
  const uses = of('int', (each) => each.uses);
  const free = of('int', ({ rule }) => rule.free);
  const longest = of('bigint', ({ rule }) => rule.maxDelayMilliseconds);
  const latest = of('bigint', ({ rule }) => now + 2 * rule.windowMilliseconds);
  const isOver = sql`(kept.expires_at <= ${now} or kept.expires_at > ${latest})`;
  const left = of('int', ({ rule, uses }) => rule.max - uses);
  const hasRoom = sql`(${isOver} or (kept.count <= ${left} and kept.opens_at <= ${now}))`;
  const count = sql`case when ${isOver} then ${uses} else kept.count + ${uses} end`;
  const opensAt = sql`case when ${count} < ${free} or ${longest} = 0 then ${ALWAYS_OPEN}::bigint
    else ${now}::bigint + least(${longest}, ${FIRST_DELAY_MILLISECONDS}::bigint << least(${count} - ${free}, 30)) end`;
  const fits = wanted.every(({ rule, uses }) => uses <= rule.max);
  const insertion = (condition: RawBuilder<unknown>) => sql`
    insert into rate_counts as kept (key, count, opens_at, expires_at)
    select * from unnest(
      ${keys}, ${wanted.map((each) => each.uses)}::int[],
      ${wanted.map(({ rule, uses }) => opensAfter(rule, uses, now))}::bigint[],
      ${wanted.map(({ rule }) => now + rule.windowMilliseconds)}::bigint[]
    ) where ${fits}::boolean and ${condition}
    on conflict (key) do update set
      count = ${count},
      opens_at = ${opensAt},
      expires_at = case when ${isOver} then excluded.expires_at else kept.expires_at end
    where ${hasRoom}
    returning *`;
  return { insertion, hasRoom };
}

function byKey(rows: readonly RateCountsTable[]): ReadonlyMap<string, Count> {
  return new Map(rows.map((row) => [row.key, toCount(row)]));
}

async function giveBackAll(query: Query, taken: readonly Taken[]): Promise<void> {
  await sql`
    with given as (
      select kept.key, given.uses, given.opens_at from rate_counts kept join unnest(
        ${taken.map(({ key }) => key)}::text[], ${taken.map(({ uses }) => uses)}::int[],
        ${taken.map(({ opensAt }) => opensAt)}::bigint[], ${taken.map(({ expiresAt }) => expiresAt)}::bigint[]
      ) as given (key, uses, opens_at, expires_at) using (key, expires_at)
      where kept.count > 0 order by kept.key collate "C" for update of kept
    )
    update rate_counts as kept set
      count = greatest(0, kept.count - given.uses),
      opens_at = case when kept.opens_at = given.opens_at then ${ALWAYS_OPEN}::bigint else kept.opens_at end
    from given where kept.key = given.key`.execute(query);
}

/** In steps, so that no statement takes long. What is just being counted is left: waiting for it, both could wait. */
async function removeExpired(query: Query, now: number, step = 1000): Promise<void> {
  for (;;) {
    const { numDeletedRows } = await query
      .deleteFrom('rate_counts')
      .where('key', 'in', (counts) =>
        counts
          .selectFrom('rate_counts')
          .select('key')
          .where('expires_at', '<=', now)
          .limit(step)
          .forUpdate()
          .skipLocked(),
      )
      .where('expires_at', '<=', now)
      .executeTakeFirst();
    if (numDeletedRows < step) return;
  }
}

function toCount({ key, count, opens_at, expires_at }: RateCountsTable): Count {
  return { key, count, opensAt: opens_at, expiresAt: expires_at };
}
