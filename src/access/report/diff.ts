import type { CompiledSchema } from './compile-schema.js';
import { defaultText, opensByDefault } from './defaults.js';
import { diffGrants } from './grants-diff.js';
import { implies, type RuleOfSide } from './implies.js';
import { openedWays } from './opened-way.js';
import { gainedColumns, type Side, type Sides, sidesOf } from './sides.js';

/** What changed between two schemas in who may ask what. */
export interface AccessDiff {
  /** Raised when a part changes its meaning or goes. */
  readonly version: 1;
  /** Somebody may now do what they could not be sure to do before. */
  readonly opened: readonly AccessChange[];
  /**
   * No rule of it changed, but some viewers can reach it now who could not before: it is behind something that opened
   * or is new.
   */
  readonly reached: readonly AccessChange[];
  /** Asks for more, and for all that it asked for before. */
  readonly tightened: readonly AccessChange[];
  /** New, and not for anyone. */
  readonly added: readonly AccessChange[];
  readonly removed: readonly AccessChange[];
}

export interface AccessChange {
  readonly coordinate: string;
  /**
   * `rule`: the new rule does not imply the old one, or the old one not the new; `mark`: it is `@public` now, or
   * unmarked; `default`: what needs no right is another value; `reached`: a way leads there now, in `opened` one that
   * needs no sign-in; `grants`: the role brings other scopes; `presence`: it is new, or gone.
   */
  readonly why: 'rule' | 'mark' | 'default' | 'reached' | 'grants' | 'presence';
  /** Null if it was not there. */
  readonly before: Said | null;
  /** Null if it is gone. */
  readonly after: Said | null;
  /** The columns of the matrix that may more than before, as far as the role alone tells. */
  readonly to: readonly string[];
  /** Of what is reached: the fields and arguments that lead there now. */
  readonly behind?: readonly string[];
}

/** What one of the schemas says. */
export interface Said {
  /** The effective rule, `@public`, `unmarked`, `no rule`, the default, or the scopes of a role. */
  readonly text: string;
  /** `file:line` of each `@auth` or `@grants` that says so; of the declaration, if none does. */
  readonly locations: readonly string[];
}

/** Compares each place that is in both by its rules; a new one counts as opened if anyone can reach and use it. */
export function diffAccess(before: CompiledSchema, after: CompiledSchema): AccessDiff {
  return diffSides(sidesOf(before, after));
}

export function diffSides(sides: Sides): AccessDiff {
  const { was, is } = sides;
  const kept = [...is.places.keys()].filter((coordinate) => was.places.has(coordinate));
  const added = [...is.rows.keys()].filter((coordinate) => !was.places.has(coordinate));
  const removed = [...was.rows.keys()].filter((coordinate) => !is.places.has(coordinate));
  const isPublic = (coordinate: string) => isForAnyone(is, coordinate);
  const presence = (coordinate: string) => changeOf(sides, coordinate, 'presence');
  const openings = new Map(kept.map((each) => [each, openingOf(sides, each)]));
  const grants = diffGrants(sides);
  return {
    version: 1,
    opened: [
      ...grants.opened,
      ...[...openings.values()].flatMap((each) => each ?? []),
      ...added.filter(isPublic).map(presence),
    ],
    reached: kept
      .filter((each) => !openings.get(each) && gainedColumns(sides, each).length > 0)
      .map((each) => reachedIn(sides, each)),
    tightened: [
      ...grants.tightened,
      ...kept.filter((each) => isTightened(sides, each)).map((each) => changeOf(sides, each, 'rule')),
    ],
    added: added.filter((each) => !isPublic(each)).map(presence),
    removed: [...grants.removed, ...removed.map(presence)],
  };
}

function openingOf(sides: Sides, coordinate: string): AccessChange | undefined {
  const { was, is } = sides;
  if (!implies(ruleOf(is, coordinate), ruleOf(was, coordinate))) return changeOf(sides, coordinate, 'rule');
  const [before, after] = [was.places.get(coordinate)?.input, is.places.get(coordinate)?.input];
  if (before && after && opensByDefault(coordinate, before, after, was)) {
    const said = (side: Side, input: typeof before) => ({
      text: defaultText(input),
      locations: [side.places.get(coordinate)?.location ?? ''],
    });
    return { ...changeOf(sides, coordinate, 'default'), before: said(was, before), after: said(is, after) };
  }
  const mark = is.rows.get(coordinate)?.mark;
  if (mark && mark !== was.rows.get(coordinate)?.mark) return changeOf(sides, coordinate, 'mark');
  if (isForAnyone(is, coordinate) && !isForAnyone(was, coordinate)) return reachedIn(sides, coordinate);
  return undefined;
}

function reachedIn(sides: Sides, coordinate: string): AccessChange {
  return { ...changeOf(sides, coordinate, 'reached'), behind: openedWays(sides, coordinate) };
}

function isTightened(sides: Sides, coordinate: string): boolean {
  const [before, after] = [ruleOf(sides.was, coordinate), ruleOf(sides.is, coordinate)];
  return implies(after, before) && !implies(before, after);
}

function ruleOf({ table }: Side, coordinate: string): RuleOfSide {
  return { rule: table.rules.get(coordinate) ?? [], roles: table.roles };
}

/** No rule refuses this viewer, so for them a cell is never open. */
function isForAnyone({ rows }: Side, coordinate: string): boolean {
  return rows.get(coordinate)?.cells[0]?.access === 'allowed';
}

function changeOf(sides: Sides, coordinate: string, why: AccessChange['why']): AccessChange {
  return {
    coordinate,
    why,
    before: saidIn(sides.was, coordinate),
    after: saidIn(sides.is, coordinate),
    to: gainedColumns(sides, coordinate).flatMap((index) => sides.is.matrix.viewers[index]?.name ?? []),
  };
}

function saidIn({ rows, places }: Side, coordinate: string): Said | null {
  const place = places.get(coordinate);
  if (!place) return null;
  const row = rows.get(coordinate);
  const said = [...new Set(row?.clauses.map(({ location }) => location))];
  return {
    text: row?.mark ? { public: '@public', unmarked: 'unmarked' }[row.mark] : row?.rule || 'no rule',
    locations: said.length > 0 ? said : [place.location],
  };
}
