import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Database, Migrations } from '../../src/database/index.js';
import { openDatabase } from '../../src/database/index.js';
import { type PageArguments, type Position, readPage, toConnection } from '../../src/toolkit/connection.js';
import { selectPage } from '../../src/toolkit/select-page.js';
import { createTestPlace, describeEachDatabase, type TestPlace } from '../support/databases.js';
import { rounds } from '../support/rounds.js';

declare module '../../src/database/tables.js' {
  interface Tables {
    listed_rows: Position;
  }
}

const migrations: Migrations = {
  '001-listed-rows': {
    up: async (db) => {
      await db.schema
        .createTable('listed_rows')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('time', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('listed_rows_by_time').on('listed_rows').columns(['time', 'id']).execute();
    },
  },
};

type Order = 'oldest' | 'newest';

/** 37 rows, up to five of one millisecond, whose ids are in no order; and the places of some that were removed. */
const positions: readonly Position[] = Array.from({ length: 45 }, (_, index) => ({
  time: 1_800_000_000_000 + Math.floor(index / 5),
  id: ((index * 7919) % 4096).toString(16).padStart(4, '0'),
}));
const isThere = (_position: Position, index: number) => index % 6 !== 0;
const rows = positions.filter(isThere);

function compare(a: Position, b: Position, order: Order): number {
  const [one, other] = order === 'oldest' ? [a, b] : [b, a];
  return one.time - other.time || (one.id < other.id ? -1 : Number(one.id > other.id));
}
const inOrder = (list: readonly Position[], order: Order) => list.toSorted((a, b) => compare(a, b, order));

const cursorOf = ({ time, id }: Position) => Buffer.from(`${time} ${id}`).toString('base64url');

interface Asked {
  readonly first: number | null;
  readonly last: number | null;
  readonly after: Position | null;
  readonly before: Position | null;
}

/** The same of a plain list, by the words of the specification. A page of neither size has 20. */
function specified(list: readonly Position[], { first, last, after, before }: Asked, order: Order) {
  const between = list.filter(
    (row) => (!after || compare(row, after, order) > 0) && (!before || compare(row, before, order) < 0),
  );
  const size = { first, last };
  if (first === null && last === null) Object.assign(size, before && !after ? { last: 20 } : { first: 20 });
  const edges = size.first !== null ? between.slice(0, size.first) : between.slice(-Number(size.last));
  const areMore = between.length > edges.length;
  const isBeyond = (row: Position, cursor: Position | null, sign: number) =>
    cursor !== null && compare(row, cursor, order) * sign >= 0;
  return {
    rows: edges,
    pageInfo: {
      hasNextPage: size.first !== null ? areMore : list.some((row) => isBeyond(row, before, 1)),
      hasPreviousPage: size.first !== null ? list.some((row) => isBeyond(row, after, -1)) : areMore,
      startCursor: edges[0] ? cursorOf(edges[0]) : null,
      endCursor: edges.at(-1) ? cursorOf(edges.at(-1) ?? { time: 0, id: '' }) : null,
    },
  };
}

describeEachDatabase('pages of a list', (engine) => {
  let place: TestPlace;
  let database: Database;
  beforeAll(async () => {
    place = await createTestPlace(engine);
    database = openDatabase(place);
    await database.migrate(migrations);
    await database.query.insertInto('listed_rows').values(rows).execute();
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  const read = async (args: PageArguments, order: Order) => {
    const page = readPage(args, 'rows');
    const list = database.query.selectFrom('listed_rows').selectAll();
    const found = await selectPage(list, page, { time: 'time', id: 'id', first: order }).execute();
    const { edges, pageInfo } = toConnection(found, page, (row) => row);
    expect(edges.map(({ cursor }) => cursor)).toEqual(edges.map(({ node }) => cursorOf(node)));
    return { rows: edges.map(({ node }) => node), pageInfo };
  };

  const order = fc.constantFrom<Order>('oldest', 'newest');
  const size = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 100 }));
  const sizes = fc.oneof(
    fc.record({ first: size, last: fc.constant(null) }),
    fc.record({ first: fc.constant(null), last: size }),
    fc.constant({ first: null, last: null }),
  );
  const argumentsOf = ({ first, last, after, before }: Asked): PageArguments => ({
    ...{ first, last },
    after: after && cursorOf(after),
    before: before && cursorOf(before),
  });

  test('are those of the specification, at whatever cursors', async () => {
    const cursor = fc.option(fc.constantFrom(...rows));
    await fc.assert(
      fc.asyncProperty(sizes, cursor, cursor, order, async (ofSizes, after, before, ofOrder) => {
        const asked = { ...ofSizes, after, before };
        expect(await read(argumentsOf(asked), ofOrder)).toEqual(specified(inOrder(rows, ofOrder), asked, ofOrder));
      }),
      { numRuns: rounds(500) },
    );
  });

  test('are so at cursors of rows that are gone', async () => {
    const cursor = fc.option(fc.constantFrom(...positions));
    await fc.assert(
      fc.asyncProperty(sizes, cursor, cursor, order, async (ofSizes, after, before, ofOrder) => {
        const asked = { ...ofSizes, after, before };
        const found = await read(argumentsOf(asked), ofOrder);
        expect(found.rows).toEqual(specified(inOrder(rows, ofOrder), asked, ofOrder).rows);
      }),
      { numRuns: rounds(500) },
    );
  });

  const walk = async (direction: 'forward' | 'backward', sizeOf: () => number, ofOrder: Order) => {
    const seen: Position[] = [];
    for (let cursor: string | null = null; seen.length <= rows.length; ) {
      const page: Awaited<ReturnType<typeof read>> = await read(
        direction === 'forward' ? { first: sizeOf(), after: cursor } : { last: sizeOf(), before: cursor },
        ofOrder,
      );
      const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
      expect(direction === 'forward' ? hasPreviousPage : hasNextPage).toBe(cursor !== null);
      if (direction === 'forward') seen.push(...page.rows);
      else seen.unshift(...page.rows);
      if (!(direction === 'forward' ? hasNextPage : hasPreviousPage)) return seen;
      cursor = direction === 'forward' ? endCursor : startCursor;
    }
    throw new Error('The pages have no end.');
  };

  test('from the end and from the beginning are the same list', async () => {
    const fewSizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fewSizes, order, async (all, ofOrder) => {
        const sizeOf = () => {
          let turn = 0;
          return () => all[turn++ % all.length] ?? 1;
        };
        const expected = inOrder(rows, ofOrder);
        expect(await walk('forward', sizeOf(), ofOrder)).toEqual(expected);
        expect(await walk('backward', sizeOf(), ofOrder)).toEqual(expected);
      }),
      { numRuns: rounds(50) },
    );
  });
});
