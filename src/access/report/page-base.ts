import type { CompiledSchema } from './compile-schema.js';
import { diffAccess } from './diff.js';
import type { PageBase } from './html.js';
import { gainedColumns, sideOf } from './sides.js';

/** What the page of `after` shows of the difference to `before`, whose place is given to be named. */
export function pageBase(place: string, before: CompiledSchema, after: CompiledSchema): PageBase {
  const { opened, tightened } = diffAccess(before, after);
  const sides = { was: sideOf(before), is: sideOf(after) };
  const changed = new Map([...tightened, ...opened].map((change) => [change.coordinate, change]));
  const isOpened = new Set(opened.map(({ coordinate }) => coordinate));
  return {
    place,
    opened: opened.length,
    changeOf: (coordinate) => {
      const gained = gainedColumns(sides, coordinate);
      const said = changed.get(coordinate)?.before ?? null;
      if (isOpened.has(coordinate)) return { kind: 'opened', before: said, gained };
      if (!sides.was.places.has(coordinate)) return { kind: 'fresh', before: null, gained: [] };
      return said || gained.length > 0 ? { kind: 'kept', before: said, gained } : undefined;
    },
  };
}
