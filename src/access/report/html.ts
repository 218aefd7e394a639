import { html } from './escape-html.js';
import { type RowChange, typeHtml } from './html-rows.js';
import type { AccessMatrix } from './matrix.js';
import { grantsText, LEGEND, rolesText, unmarkedRows } from './matrix-facts.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';

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

export interface PageOptions {
  /** The place of the schema, as it was given. */
  readonly place: string;
  readonly base?: PageBase | undefined;
  /** SHA-256 of a text, in base64: the page runs and styles itself by these, and by nothing else. */
  readonly sha256: (text: string) => string;
}

/** So many columns fit on a phone. */
const FEW = 6;

/**
 * The matrix as a page that stands by itself: it asks for nothing over the network, and nothing in it is run but ours.
 * With a base, its rows are those of both schemas.
 */
export function matrixHtml(own: AccessMatrix, { place, base, sha256 }: PageOptions): string {
  const matrix = base?.matrix ?? own;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${sha256(PAGE_STYLE)}'`,
    `script-src 'sha256-${sha256(PAGE_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const isTall = matrix.viewers.length > 8 || matrix.viewers.some(({ name }) => name.length > 10);
  const columns = matrix.viewers.map(({ name }) => `<th scope="col" class="who"><span>${html(name)}</span></th>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Who may ask what: ${html(place)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body${matrix.viewers.length <= FEW ? ' class="few"' : ''}>
${headerHtml(matrix, place, base)}
<main>
<table${isTall ? ' class="tall"' : ''}>
<thead><tr><th scope="col">Field</th>${columns.join('')}<th scope="col" class="asks"><span>Asks for</span></th></tr></thead>
${matrix.types.map((type) => typeHtml(type, matrix.viewers, base?.changeOf ?? (() => undefined))).join('\n')}
</table>
<p class="nothing" id="nothing" hidden>Nothing fits these filters.</p>
</main>
<p class="hint">Point at a row, or go through them with Tab and the arrow keys, to see its rule and the lines that say it.</p>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function headerHtml(matrix: AccessMatrix, place: string, base: PageBase | undefined): string {
  const { viewers } = matrix;
  const unmarked = unmarkedRows(matrix);
  const options = viewers.map(({ name }, index) => `<option value="${index + 1}">${html(name)}</option>`);
  const against = base ? `, against ${base.place}` : '';
  return `<header>
<h1>Who may ask what<small>${html(place + against)}</small></h1>
<p class="legend">${html(base ? `${LEGEND} · ▲ more than before` : LEGEND)}</p>
${[rolesText(matrix), grantsText(matrix)].map((text) => (text ? `<p class="legend">${html(text)}</p>\n` : '')).join('')}${unmarked.length > 0 ? `<p class="loud">Open to anyone, because nothing says who may use it: ${html(unmarked.map(({ coordinate }) => coordinate).join(', '))}</p>` : ''}
${base ? `<p${base.opened > 0 ? ' class="loud"' : ''}>${html(openedText(base))}</p>` : ''}
<form id="filters" hidden>
<label class="grow"><span class="unseen">Find</span><input type="search" id="text" placeholder="Find a field, a rule or a file" autocomplete="off" spellcheck="false"></label>
<label>May be asked by <select id="who"><option value="">anybody</option>${options.join('')}</select></label>
${base ? '<label><input type="checkbox" id="opened"> only what opened</label>' : ''}
<output id="count" aria-live="polite"></output>
</form>
</header>`;
}

function openedText({ opened, grants, place }: PageBase): string {
  if (opened === 0) return `Nothing opened against ${place}.`;
  const count = `${opened === 1 ? 'One place' : `${opened} places`} opened against ${place}.`;
  return [count, ...grants].join(' ');
}
