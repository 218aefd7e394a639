import { html } from './escape-html.js';
import { rolesHtml } from './html-roles.js';
import type { AccessMatrix } from './matrix.js';

/** What answers an operation that is tried. */
export type TryOut =
  /** The beginning of the command that explains an operation, for a page that is a file. */
  | { readonly command: string }
  /** Where a server explains it; relative to the page. */
  | { readonly address: string };

/** Beside the table: the rule of a row, the roles and the signs, and an operation to try. */
export function panelHtml(
  matrix: AccessMatrix,
  { tryOut, hasBase }: { readonly tryOut: TryOut; readonly hasBase: boolean },
): string {
  return `<aside id="panel" aria-label="Details">
<div class="tabs" role="tablist" aria-label="Details" hidden>${TABS.map(tabHtml).join('')}</div>
<section class="tab" id="rule" aria-labelledby="tab-rule"><p class="quiet" id="hint">Point at a row, or choose one with Tab and the arrow keys, to see its rule and the lines that say it.</p><div id="rule-of"></div></section>
<section class="tab" id="roles" aria-labelledby="tab-roles"><h2>Roles</h2>${rolesHtml(matrix)}<h2>Signs</h2>${legendHtml(hasBase)}</section>
<section class="tab" id="try" aria-labelledby="tab-try">${tryHtml(matrix, tryOut)}</section>
</aside>`;
}

const TABS = [
  ['rule', 'Rule'],
  ['roles', 'Roles and signs'],
  ['try', 'Try'],
] as const;

function tabHtml([id, name]: (typeof TABS)[number], index: number): string {
  return `<button type="button" role="tab" id="tab-${id}" aria-controls="${id}" aria-selected="${index === 0}"${index > 0 ? ' tabindex="-1"' : ''}>${name}</button>`;
}

const signHtml = (access: string, meaning: string) =>
  `<dt><span class="sign ${access}"><span class="unseen">${access}</span></span></dt><dd>${meaning}</dd>`;

function legendHtml(hasBase: boolean): string {
  const signs = [
    signHtml('allowed', 'may'),
    signHtml('depends', 'may, where the rest of the rule holds'),
    signHtml('refused', 'may not'),
    signHtml('unreachable', 'no rule forbids it, but nothing that they may use leads there'),
    ...(hasBase ? [signHtml('allowed gained', 'may more than before')] : []),
  ];
  return `<dl class="legend">${signs.join('')}</dl>`;
}

function tryHtml({ viewers }: AccessMatrix, tryOut: TryOut): string {
  const roles = viewers.filter(({ kind }) => kind === 'role');
  const options = roles.map(({ name }) => `<option>${html(name)}</option>`).join('');
  const isServed = 'address' in tryOut;
  const said = isServed
    ? 'The server decides each path as it does when the operation runs. Nothing is run.'
    : 'This page is a file, and does not decide anything. It writes the command that does.';
  const token =
    '<label>Access token<textarea id="token" rows="2" autocomplete="off" spellcheck="false"></textarea></label>';
  const claims =
    '<label>Claims of the token, as JSON<textarea id="claims" rows="2" autocomplete="off" spellcheck="false"></textarea></label>';
  return `<h2>Try an operation</h2>
<p class="quiet">${said}</p>
<form id="try-form" ${isServed ? `data-address="${html(tryOut.address)}"` : `data-command="${html(tryOut.command)}"`} hidden>
<label>Operation<textarea id="query" rows="6" required autocomplete="off" spellcheck="false"></textarea></label>
<label>Variables, as JSON<textarea id="variables" rows="2" autocomplete="off" spellcheck="false"></textarea></label>
<label>Name, if there are several<input id="operation-name" autocomplete="off" spellcheck="false"></label>
${roles.length > 0 ? `<label>Role<select id="role"><option value="">${isServed ? 'none, or that of the token' : 'none'}</option>${options}</select></label>` : ''}
${isServed ? token : claims}
<button type="submit">${isServed ? 'Explain' : 'Write the command'}</button>
</form>
<div id="tried" role="status"></div>
<noscript><p class="quiet">It needs JavaScript. On the command line: <code>${html(isServed ? 'portcullis access explain' : tryOut.command)} --query FILE</code></p></noscript>`;
}
