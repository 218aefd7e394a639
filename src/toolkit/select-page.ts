import { type SelectQueryBuilder, type StringReference, sql } from 'kysely';
import type { PageRange, Position } from './connection.js';

/** The order of a list. No two rows have the same values in both columns; an index on both makes every page cheap. */
export interface PageOrder<DB, TB extends keyof DB> {
  /** A column of milliseconds since the epoch. */
  readonly time: StringReference<DB, TB>;
  /** A column of ids, which breaks ties. */
  readonly id: StringReference<DB, TB>;
  readonly first: 'oldest' | 'newest';
}

/** Selects the rows of a page: `rows` with the conditions, order and limit of the page. */
export function selectPage<DB, TB extends keyof DB, O>(
  rows: SelectQueryBuilder<DB, TB, O>,
  { after, before, isFromEnd = false, limit }: PageRange,
  { time, id, first }: PageOrder<DB, TB>,
): SelectQueryBuilder<DB, TB, O> {
  const columns = { time: sql.ref<number>(time), id: sql.ref<string>(id) };
  const [onward, back] = first === 'oldest' ? (['>', '<'] as const) : (['<', '>'] as const);
  const beyond = (position: Position, sign: '<' | '>') => {
    const than = sql.raw(sign);
    // In this form both databases begin to read an index there, and not at its end.
    return sql<boolean>`(${columns.time} ${than}= ${position.time}
      and (${columns.time} ${than} ${position.time} or ${columns.id} ${than} ${position.id}))`;
  };
  let page = rows;
  if (after) page = page.where(beyond(after, onward));
  if (before) page = page.where(beyond(before, back));
  const direction = (first === 'oldest') === isFromEnd ? 'desc' : 'asc';
  return page.orderBy(columns.time, direction).orderBy(columns.id, direction).limit(limit);
}
