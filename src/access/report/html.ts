import { html } from './escape-html.js';
import { headerHtml } from './html-header.js';
import { panelHtml, type TryOut } from './html-panel.js';
import type { LinkOf, PageBase } from './html-parts.js';
import { columnsHtml, typeHtml } from './html-rows.js';
import type { AccessMatrix } from './matrix.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';

export interface PageOptions {
  /** The place of the schema, as it was given. */
  readonly place: string;
  readonly base?: PageBase | undefined;
  /** SHA-256 of a text, in base64: the page runs and styles itself by these, and by nothing else. */
  readonly sha256: (text: string) => string;
  /** Where a `file:line` can be looked at. */
  readonly linkOf?: LinkOf | undefined;
  /** By default the command, of the schema that it finds by itself. */
  readonly tryOut?: TryOut | undefined;
}

/** What it runs, and how it looks: the same for every schema. */
const PARTS = { script: `${PAGE_SCRIPT}startPage();`, styles: [PAGE_STYLE] };

/** What a page with these parts may do. It asks nobody but its own server, and no one at all if it is a file. */
export function pagePolicy(
  { script, styles }: { readonly script: string; readonly styles: readonly string[] },
  { sha256, isServed }: { readonly sha256: PageOptions['sha256']; readonly isServed: boolean },
): string {
  return [
    "default-src 'none'",
    `style-src ${styles.map((style) => `'sha256-${sha256(style)}'`).join(' ')}`,
    `script-src 'sha256-${sha256(script)}'`,
    ...(isServed ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/**
 * The matrix as a page that stands by itself: nothing in it is run but ours, and it asks for nothing over the network but
 * what is tried of the server that serves it. With a base, its rows are those of both schemas.
 */
export function matrixHtml(own: AccessMatrix, { place, base, sha256, linkOf, tryOut = COMMAND }: PageOptions): string {
  const matrix = base?.matrix ?? own;
  const policy = pagePolicy(PARTS, { sha256, isServed: 'address' in tryOut });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Who may use what: ${html(place)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${headerHtml(matrix, place, base)}
<main id="region" tabindex="0" aria-label="Fields and roles">
${sheetHtml(matrix, { base, linkOf: linkOf ?? (() => undefined) })}
<p class="nothing" id="nothing" hidden>Nothing fits these filters.</p>
</main>
${panelHtml(matrix, { tryOut, hasBase: base !== undefined })}
<script>${PARTS.script}</script>
</body>
</html>
`;
}

const COMMAND: TryOut = { command: 'portcullis access explain' };

/** The style has a width for so many columns. */
const MOST_COLUMNS = 64;

function sheetHtml(
  matrix: AccessMatrix,
  { base, linkOf }: { readonly base: PageBase | undefined; readonly linkOf: LinkOf },
): string {
  const { viewers } = matrix;
  const longest = Math.max(...viewers.map(({ name }) => name.length));
  const classes = [
    `columns-${Math.min(viewers.length, MOST_COLUMNS)}`,
    ...(viewers.length > 8 || longest > 10 ? ['tall'] : []),
    ...(longest > 10 ? [longest > 17 ? 'longest' : 'long'] : []),
  ];
  const heads = viewers.map(
    ({ kind, name }) => `<th class="who ${kind}" title="${html(name)}"><span>${html(name)}</span></th>`,
  );
  const surroundings = { viewers, linkOf, changeOf: base?.changeOf ?? (() => undefined) };
  return `<div id="sheet" class="${classes.join(' ')}">
<div class="head" aria-hidden="true"><table>${columnsHtml(viewers)}<tr><th class="names">Field</th>${heads.join('')}<th class="asks">Requires</th></tr></table></div>
<div class="types">
${matrix.types.map((type) => typeHtml(type, surroundings)).join('\n')}
</div></div>`;
}
