import { html } from './escape-html.js';
import { detailHtml } from './html-detail.js';
import { type LinkOf, locationsHtml, nameHtml, type RowChange } from './html-parts.js';
import type { AccessMatrix, MatrixCell, MatrixRow, MatrixType } from './matrix.js';
import { asksFor } from './matrix-facts.js';

/** What rows are shown with. */
export interface RowSurroundings {
  readonly viewers: AccessMatrix['viewers'];
  readonly changeOf: (coordinate: string) => RowChange | undefined;
  readonly linkOf: LinkOf;
}

/** What a type is there for: the eye finds by it what reads, what changes, what comes back, and what is sent. */
const PURPOSES = {
  query: 'reads',
  mutation: 'changes',
  subscription: 'subscribes',
  object: 'object',
  input: 'input',
  enum: 'enum',
  scalar: 'scalar',
} as const;

/**
 * The rows of a type, under its name: a table of its own, so that a browser need not lay out those that are out of sight.
 * Its columns are named in it for the ear; for the eye they stand above all of the tables.
 */
export function typeHtml(type: MatrixType, surroundings: RowSurroundings): string {
  const { name, rows } = type;
  const purpose = PURPOSES[type.operation ?? (type.kind === 'root' ? 'query' : type.kind)];
  const id = html(`type=${name}`);
  const heads = ['Field', ...surroundings.viewers.map((each) => each.name), 'Requires'];
  return `<section class="type ${purpose} about-${roughly(rows.length)}" data-type="${html(name)}">
<h2 id="${id}"><span>${nameHtml(name)} <small class="purpose">${purpose}</small></span></h2>
<table aria-labelledby="${id}">${columnsHtml(surroundings.viewers)}
<thead><tr>${heads.map((head) => `<th scope="col"><b>${html(head)}</b></th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => rowHtml(row, name, surroundings)).join('\n')}
</tbody></table></section>`;
}

export function columnsHtml(viewers: AccessMatrix['viewers']): string {
  return `<colgroup><col class="names">${viewers.map(() => '<col class="who">').join('')}<col class="asks"></colgroup>`;
}

/** Of what was not laid out yet, the style knows the height by this. */
function roughly(count: number): number {
  return 2 ** Math.min(10, Math.ceil(Math.log2(Math.max(1, count))));
}

/** Whoever reaches the object may ask for it: no rule says otherwise, and nobody said that this is meant. */
export function isBare({ mark, clauses }: MatrixRow): boolean {
  return clauses.length === 0 && mark !== 'public';
}

function rowHtml(row: MatrixRow, type: string, { viewers, changeOf, linkOf }: RowSurroundings): string {
  const { coordinate, kind, cells } = row;
  const change = changeOf(coordinate);
  const name = coordinate === type ? type : coordinate.slice(type.length + 1);
  const classes = [
    'row',
    ...(kind === 'argument' ? ['argument'] : []),
    ...(isBare(row) ? ['bare'] : []),
    ...(change?.kind === 'opened' ? ['opened'] : []),
  ];
  const [id, about] = [html(`row=${coordinate}`), html(`about-${coordinate}`)];
  const link = `<a class="name" href="#${html(`row=${encodeURIComponent(coordinate)}`)}" aria-describedby="${about}">${nameHtml(name)}</a>`;
  const signs = cells.map((cell, index) => cellHtml(cell, change?.gained.includes(index) ?? false));
  const asks = `<div class="said"><span class="rule">${saidHtml(row)}${badgeHtml(change)}</span> <span class="at">${locationsHtml(locationsOf(row), linkOf)}</span></div>`;
  return `<tr class="${classes.join(' ')}" id="${id}" data-coordinate="${html(coordinate)}"><th scope="row">${link}</th>${signs.join('')}<td class="asks">${asks}${detailHtml(row, { id: about, viewers, change, linkOf })}</td></tr>`;
}

/** A sign to be seen, which the style draws, and words to be heard, copied and read without a style. */
function cellHtml(cell: MatrixCell, isGained: boolean): string {
  const words = `${cell.access === 'depends' ? `if ${cell.on}` : cell.access}${isGained ? ', more than before' : ''}`;
  return `<td class="${cell.access}${isGained ? ' gained' : ''}"><b>${html(words)}</b></td>`;
}

function saidHtml(row: MatrixRow): string {
  const text = html(asksFor(row));
  if (text === '') return '<span class="none">no rule of its own</span>';
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
