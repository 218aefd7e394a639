import type { AccessChange, Said } from './diff.js';
import { scopesText } from './matrix-facts.js';
import { roleCoordinate } from './role-coordinate.js';
import type { Side, Sides } from './sides.js';

/** What changed in the scopes that roles bring, by what became of it. */
export interface GrantChanges {
  /** The role brings a scope that it did not bring before, or it is new and brings one. */
  readonly opened: readonly AccessChange[];
  /** It brings fewer. */
  readonly tightened: readonly AccessChange[];
  /** It brought some, and is gone. */
  readonly removed: readonly AccessChange[];
}

/** Compares what each role grants, itself and by what it includes. */
export function diffGrants({ was, is }: Sides): GrantChanges {
  const scopesBy = ({ table }: Side, role: string) => (table.grants.get(role) ?? []).map(({ scope }) => scope);
  const lacks = (side: Side, other: Side) => (role: string) =>
    scopesBy(other, role).some((scope) => !scopesBy(side, role).includes(scope));
  const widened = [...is.table.roles.keys()].filter(lacks(was, is));
  const narrowed = [...was.table.roles.keys()].filter(lacks(is, was)).filter((role) => !widened.includes(role));
  const changeOf = (role: string, to: readonly string[]): AccessChange => ({
    coordinate: roleCoordinate(is.table.roles.has(role) ? is.schema : was.schema, role),
    why: 'grants',
    before: saidOf(was, role),
    after: saidOf(is, role),
    to,
  });
  return {
    opened: widened.map((role) => changeOf(role, [role])),
    tightened: narrowed.filter((role) => is.table.roles.has(role)).map((role) => changeOf(role, [])),
    removed: narrowed.filter((role) => !is.table.roles.has(role)).map((role) => changeOf(role, [])),
  };
}

function saidOf({ schema, table, places }: Side, role: string): Said | null {
  const grants = table.grants.get(role);
  if (!grants) return null;
  const said = [...new Set(grants.map(({ source }) => source.location))];
  const declared = places.get(roleCoordinate(schema, role))?.location ?? '';
  return {
    text: scopesText([...new Set(grants.map(({ scope }) => scope))]) || 'no scope',
    locations: said.length > 0 ? said : [declared],
  };
}
