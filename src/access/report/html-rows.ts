import type { Said } from './diff.js';
import { html } from './escape-html.js';
import type { AccessMatrix, MatrixCell, MatrixRow, MatrixType } from './matrix.js';
import { asksFor, SIGNS } from './matrix-facts.js';

/** What a row shows beside itself, when there is a schema to compare with. */
export interface RowChange {
  /** `fresh`: it is new. `gone`: it is not there any more. `kept`: none of these. */
  readonly kind: 'opened' | 'fresh' | 'gone' | 'kept';
  /** What was said before; null if it was not there. */
  readonly before: Said | null;
  /** The columns that may more than before. */
  readonly gained: readonly number[];
}

type Viewers = AccessMatrix['viewers'];
type ChangeOf = (coordinate: string) => RowChange | undefined;

/** The rows of a type, under its name. */
export function typeHtml({ name, kind, rows }: MatrixType, viewers: Viewers, changeOf: ChangeOf): string {
  const what = kind === 'root' || kind === 'object' ? '' : `<small>${kind}</small>`;
  const lines = rows.map((row) => rowHtml(row, name, viewers, changeOf(row.coordinate)));
  return `<tbody><tr class="type"><th scope="rowgroup" colspan="${viewers.length + 2}">${html(name)}${what}</th></tr>
${lines.join('\n')}</tbody>`;
}

function rowHtml(row: MatrixRow, type: string, viewers: Viewers, change: RowChange | undefined): string {
  const { coordinate, kind, cells } = row;
  const name = coordinate === type ? type : coordinate.slice(type.length + 1);
  const find = [coordinate, asksFor(row), ...locationsOf(row)].join(' ').toLowerCase();
  const classes = [
    'row',
    ...(kind === 'argument' ? ['argument'] : []),
    ...(change?.kind === 'opened' ? ['opened'] : []),
  ];
  const signs = cells.map((cell, index) => cellHtml(cell, change?.gained.includes(index) ?? false));
  return `<tr class="${classes.join(' ')}" tabindex="0" aria-describedby="about-${html(coordinate)}" data-find="${html(find)}"><th scope="row"><span class="name">${html(name)}</span></th>${signs.join('')}<td class="asks"><span class="rule">${saidHtml(row)}${badgeHtml(change)}</span><span class="at">${html(locationsOf(row).join(', '))}</span>${detailHtml(row, viewers, change)}</td></tr>`;
}

/** A sign to be seen, and words to be heard. */
function cellHtml(cell: MatrixCell, isGained: boolean): string {
  const words = `${cell.access === 'depends' ? `depends on ${cell.on}` : cell.access}${isGained ? ', more than before' : ''}`;
  return `<td class="${cell.access}${isGained ? ' gained' : ''}" data-access="${cell.access}"><span class="cell"><span aria-hidden="true">${SIGNS[cell.access]}</span><span class="unseen">${html(words)}</span></span></td>`;
}

function saidHtml(row: MatrixRow): string {
  const text = html(asksFor(row));
  return row.mark ? `<span class="mark ${row.mark}">${text}</span>` : text;
}

function badgeHtml(change: RowChange | undefined): string {
  if (change?.kind === 'opened') return ' <span class="mark opened">opened</span>';
  if (change?.kind === 'gone') return ' <span class="mark fresh">removed</span>';
  return change?.kind === 'fresh' ? ' <span class="mark fresh">new</span>' : '';
}

function locationsOf({ clauses, location }: MatrixRow): readonly string[] {
  const said = [...new Set(clauses.map((clause) => clause.location))];
  return said.length > 0 ? said : [location];
}

/** The effective rule, and the line that says each part of it. */
function detailHtml(row: MatrixRow, viewers: Viewers, change: RowChange | undefined): string {
  const { coordinate, location, mark, clauses, cells } = row;
  const open = new Map<string, string[]>();
  cells.forEach((cell, index) => {
    const name = viewers[index]?.name;
    if (cell.access === 'depends' && name !== undefined) open.set(cell.on, [...(open.get(cell.on) ?? []), name]);
  });
  const parts: readonly (readonly [string, string])[] = [
    [
      change?.kind === 'gone' ? 'Asked for' : 'Asks for',
      asksFor(row) || 'nothing: whoever reaches the object may ask for it',
    ],
    ...clauses.map((each) => [`${each.location}`, `${each.coordinate}: ${each.text}`] as const),
    ...(mark === 'public' ? [[location, `${coordinate}: @public`] as const] : []),
    ...[...open].map(([on, names]) => [`${names.join(', ')}: if`, on] as const),
    ...wasParts(change),
  ];
  const list = parts.map(([term, text]) => `<dt>${html(term)}</dt><dd>${html(text)}</dd>`).join('');
  return `<div class="detail" id="about-${html(coordinate)}"><h2>${html(coordinate)}<small>${html(location)}</small></h2><dl>${list}</dl></div>`;
}

function wasParts(change: RowChange | undefined): readonly (readonly [string, string])[] {
  if (change?.kind === 'fresh' || (change?.kind === 'opened' && !change.before)) return [['Before', 'not there']];
  return change?.before ? [['Before', `${change.before.text} (${change.before.locations.join(', ')})`]] : [];
}
