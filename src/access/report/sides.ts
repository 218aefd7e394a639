import type { CompiledSchema } from './compile-schema.js';
import { type Place, placesOf } from './coordinates.js';
import { type AccessMatrix, createMatrix, type MatrixCell, type MatrixRow } from './matrix.js';

/** One of the two schemas, with what is looked up in it. */
export interface Side extends CompiledSchema {
  readonly matrix: AccessMatrix;
  readonly rows: ReadonlyMap<string, MatrixRow>;
  readonly places: ReadonlyMap<string, Place>;
}

export interface Sides {
  readonly was: Side;
  readonly is: Side;
}

export function sideOf({ schema, table }: CompiledSchema): Side {
  const matrix = createMatrix({ schema, table });
  const rows = matrix.types.flatMap((type) => type.rows);
  return {
    schema,
    table,
    matrix,
    rows: new Map(rows.map((row) => [row.coordinate, row])),
    places: placesOf(schema),
  };
}

const RANKS: Readonly<Record<MatrixCell['access'], number>> = { unreachable: 0, refused: 0, depends: 1, allowed: 2 };

/** Its column stands for whoever has no role that counts. */
const SIGNED_IN = 1;

/**
 * The columns of the matrix in which somebody may more at this place than before, as far as his role alone tells. A
 * role that was not there was as good as none.
 */
export function gainedColumns({ was, is }: Sides, coordinate: string): readonly number[] {
  const rank = (side: Side, index: number) => {
    const row = side.rows.get(coordinate);
    // What has no row of its own has no rule, and is for whoever comes to send it.
    if (!row) return side.places.has(coordinate) ? RANKS.allowed : 0;
    return RANKS[row.cells[index]?.access ?? 'unreachable'];
  };
  return is.matrix.viewers.flatMap(({ kind, name }, index) => {
    const before = was.matrix.viewers.findIndex((viewer) => viewer.kind === kind && viewer.name === name);
    return rank(is, index) > rank(was, before === -1 ? SIGNED_IN : before) ? [index] : [];
  });
}
