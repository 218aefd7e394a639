import type { CompiledSchema } from './compile-schema.js';
import { type Place, placesOf } from './coordinates.js';
import { type AccessMatrix, columnsOf, type MatrixCell, type MatrixRow, matrixOf } from './matrix.js';
import type { Reach } from './reach.js';

/** One of the two schemas, with what is looked up in it. */
export interface Side extends CompiledSchema {
  /** It has a row for whatever is ruled on either side. */
  readonly matrix: AccessMatrix;
  readonly columns: readonly Reach[];
  readonly rows: ReadonlyMap<string, MatrixRow>;
  readonly places: ReadonlyMap<string, Place>;
}

export interface Sides {
  readonly was: Side;
  readonly is: Side;
}

export function sidesOf(before: CompiledSchema, after: CompiledSchema): Sides {
  const isRuled = (place: string) => before.table.rules.has(place) || after.table.rules.has(place);
  return { was: sideOf(before, isRuled), is: sideOf(after, isRuled) };
}

function sideOf({ schema, table }: CompiledSchema, isRuled: (place: string) => boolean): Side {
  const columns = columnsOf({ schema, table });
  const matrix = matrixOf({ schema, table, columns, isRuled });
  const rows = matrix.types.flatMap((type) => type.rows);
  return {
    schema,
    table,
    matrix,
    columns,
    rows: new Map(rows.map((row) => [row.coordinate, row])),
    places: placesOf(schema),
  };
}

const RANKS: Readonly<Record<MatrixCell['access'], number>> = { unreachable: 0, refused: 0, depends: 1, allowed: 2 };

/** Its column stands for whoever has no role that counts. */
const SIGNED_IN = 1;

/**
 * The columns of the matrix in which somebody may do more at this place than before, as far as their role alone tells.
 * A role that was not there was as good as none.
 */
export function gainedColumns(sides: Sides, coordinate: string): readonly number[] {
  const { was, is } = sides;
  // What has no row on either side has no rule on either.
  const rank = ({ rows }: Side, index: number) => RANKS[rows.get(coordinate)?.cells[index]?.access ?? 'unreachable'];
  return is.matrix.viewers.flatMap((_viewer, index) =>
    rank(is, index) > rank(was, columnBefore(sides, index)) ? [index] : [],
  );
}

/** The column of `was` that stands for this one of `is`. */
export function columnBefore({ was, is }: Sides, index: number): number {
  const viewer = is.matrix.viewers[index];
  const before = was.matrix.viewers.findIndex(({ kind, name }) => kind === viewer?.kind && name === viewer.name);
  return before === -1 ? SIGNED_IN : before;
}
