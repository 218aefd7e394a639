import { html } from './escape-html.js';
import type { PageBase } from './html-parts.js';
import { isBare } from './html-rows.js';
import type { AccessMatrix, MatrixRow } from './matrix.js';
import { unmarkedRows } from './matrix-facts.js';

/** What the page is about, what in it is urgent, and the filters, which need the script. */
export function headerHtml(matrix: AccessMatrix, place: string, base: PageBase | undefined): string {
  const unmarked = unmarkedRows(matrix);
  const against = base ? ` <span class="quiet">against</span> ${html(base.place)}` : '';
  return `<header>
<div class="title"><h1>Who may use what</h1><p class="place">${html(place)}${against}</p></div>
${unmarked.length > 0 ? `<p class="loud">Open to anyone, because nothing says who may use it: ${html(unmarked.map(({ coordinate }) => coordinate).join(', '))}</p>` : ''}
${base ? `<p${base.opened > 0 ? ' class="loud"' : ' class="calm"'}>${html(openedText(base))}</p>` : ''}
<form id="filters" role="search" aria-label="Filters" hidden>
<input type="search" id="text" aria-label="Find a field, a rule or a file" placeholder="Find a field, a rule or a file" autocomplete="off" spellcheck="false">
<select id="type" aria-label="Type"><option value="">All types</option>${typeOptions(matrix)}</select>
<select id="who" aria-label="Viewer"><option value="">Any viewer</option>${whoOptions(matrix)}</select>
<div class="chips">${chipsHtml(matrix, base)}<button type="button" id="clear" class="plain" hidden>Clear</button></div>
<output id="count" aria-live="polite"></output>
</form>
</header>`;
}

function typeOptions({ types }: AccessMatrix): string {
  return types.map(({ name }) => `<option>${html(name)}</option>`).join('');
}

function whoOptions({ viewers }: AccessMatrix): string {
  return viewers.map(({ name }) => `<option value="${html(name)}">${html(name)} may use</option>`).join('');
}

/** A filter each, with how many rows it leaves. */
function chipsHtml(matrix: AccessMatrix, base: PageBase | undefined): string {
  const rows = matrix.types.flatMap((type) => type.rows);
  const count = (isIt: (row: MatrixRow) => boolean) => rows.filter(isIt).length;
  const opened = ({ coordinate }: MatrixRow) => {
    const change = base?.changeOf(coordinate);
    return change?.kind === 'opened' || (change?.gained.length ?? 0) > 0;
  };
  return [
    chipHtml(
      'anonymous',
      'Anonymous may see',
      count(({ cells: [cell] }) => cell?.access === 'allowed' || cell?.access === 'depends'),
    ),
    chipHtml('bare', 'No rule of its own', count(isBare)),
    ...(base ? [chipHtml('opened', 'Opened', count(opened))] : []),
  ].join('');
}

function chipHtml(id: string, label: string, count: number): string {
  return `<button type="button" class="chip" id="${id}" aria-pressed="false">${label} <span class="number">${count}</span></button>`;
}

function openedText({ opened, grants, place }: PageBase): string {
  if (opened === 0) return `Nothing opened against ${place}.`;
  const count = `${opened === 1 ? 'One place' : `${opened} places`} opened against ${place}.`;
  return [count, ...grants].join(' ');
}
