import type { CompiledSchema } from './compile-schema.js';
import { diffSides } from './diff.js';
import type { PageBase, RowChange } from './html-parts.js';
import type { AccessMatrix, MatrixRow, MatrixType } from './matrix.js';
import { gainedColumns, type Sides, sidesOf } from './sides.js';

/** What the page of `after` shows of the difference to `before`, whose place is given to be named. */
export function pageBase(place: string, before: CompiledSchema, after: CompiledSchema): PageBase {
  const sides = sidesOf(before, after);
  const { opened, tightened } = diffSides(sides);
  const changed = new Map([...tightened, ...opened].map((change) => [change.coordinate, change]));
  const isOpened = new Set(opened.map(({ coordinate }) => coordinate));
  const changeOf = (coordinate: string): RowChange | undefined => {
    const gained = gainedColumns(sides, coordinate);
    const said = changed.get(coordinate)?.before ?? null;
    if (isOpened.has(coordinate)) return { kind: 'opened', before: said, gained };
    if (!sides.is.places.has(coordinate)) return { kind: 'gone', before: null, gained: [] };
    if (!sides.was.places.has(coordinate)) return { kind: 'fresh', before: null, gained: [] };
    return said || gained.length > 0 ? { kind: 'kept', before: said, gained } : undefined;
  };
  const grants = opened.flatMap(({ why, coordinate, before, after }) =>
    why === 'grants' ? [`${coordinate}: ${before?.text ?? 'not there'} -> ${after?.text}.`] : [],
  );
  return { place, opened: opened.length, grants, matrix: matrixOfBoth(sides), changeOf };
}

/** The rows of `is`, and after those of each type what had a rule and is not there any more, with the rule it had. */
function matrixOfBoth({ was, is }: Sides): AccessMatrix {
  const goneOf = ({ name }: MatrixType): readonly MatrixRow[] => {
    const rows = was.matrix.types.find((type) => type.name === name)?.rows ?? [];
    const gone = rows.filter(({ coordinate, clauses }) => clauses.length > 0 && !is.places.has(coordinate));
    const cells = is.matrix.viewers.map(() => ({ access: 'unreachable' as const }));
    return gone.map((row) => ({ ...row, needs: [], cells }));
  };
  const types = is.matrix.types.map((type) => ({ ...type, rows: [...type.rows, ...goneOf(type)] }));
  const goneTypes = was.matrix.types
    .filter(({ name }) => !is.matrix.types.some((type) => type.name === name))
    .map((type) => ({ ...type, rows: goneOf(type) }));
  return { ...is.matrix, types: [...types, ...goneTypes.filter(({ rows }) => rows.length > 0)] };
}
