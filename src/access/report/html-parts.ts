import type { Said } from './diff.js';
import { html } from './escape-html.js';
import type { AccessMatrix } from './matrix.js';

/** Where a `file:line` can be looked at; undefined if nowhere. */
export type LinkOf = (location: string) => string | undefined;

/** What a row shows beside itself, when there is a schema to compare with. */
export interface RowChange {
  /** `fresh`: it is new. `gone`: it is not there any more. `kept`: none of these. */
  readonly kind: 'opened' | 'fresh' | 'gone' | 'kept';
  /** What was said before; null if it was not there. */
  readonly before: Said | null;
  /** The columns that may more than before. */
  readonly gained: readonly number[];
}

/** What the page is compared with. */
export interface PageBase {
  /** Its place, as it was given. */
  readonly place: string;
  /** Rows for the ruled places of both schemas. */
  readonly matrix: AccessMatrix;
  readonly changeOf: (coordinate: string) => RowChange | undefined;
  /** How many places opened. */
  readonly opened: number;
  /** Of those the roles that bring more scopes, which have no row: a text each. */
  readonly grants: readonly string[];
}

/** A name that may break where a word in it begins, and nowhere else. */
export function nameHtml(name: string): string {
  return html(name).replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[_(])(?=\w)/g, '<wbr>');
}

export function locationHtml(location: string, linkOf: LinkOf): string {
  const address = linkOf(location);
  const text = html(location);
  return address === undefined ? text : `<a class="source" href="${html(address)}" rel="noreferrer">${text}</a>`;
}

export function locationsHtml(locations: readonly string[], linkOf: LinkOf): string {
  return locations.map((location) => locationHtml(location, linkOf)).join(', ');
}
