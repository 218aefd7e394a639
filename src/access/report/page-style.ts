import { NARROW_STYLE, PRINT_STYLE, UNSCRIPTED_STYLE } from './page-style-media.js';
import { PANEL_STYLE } from './page-style-panel.js';
import { TABLE_STYLE } from './page-style-table.js';

const BASE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f6f7f9; --hover: #f0f4fb; --line: #e6e9ed; --strong-line: #c3cad2;
  --text: #16191d; --quiet: #57606a;
  --allowed: #d8f0df; --allowed-text: #0d5c2f;
  --depends: #fff4d9; --depends-text: #6f4700; --depends-line: #c98a1b;
  --refused: #a3acb6;
  --changes: #7b3fb0; --changes-page: #f4ecfb;
  --opened: #b3261e; --opened-page: #fdeceb;
  --focus: #1f5fd6; --chosen: #e6eefc;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121519; --raised: #1a1e24; --hover: #1e2632; --line: #272c34; --strong-line: #444d58;
    --text: #e8ebef; --quiet: #a3adb8;
    --allowed: #163a24; --allowed-text: #8be3a8;
    --depends: #2f2713; --depends-text: #f4cf7c; --depends-line: #a57a24;
    --refused: #5d6773;
    --changes: #c79bf0; --changes-page: #2b2038;
    --opened: #ff9d92; --opened-page: #3a1c1a;
    --focus: #8ab4f8; --chosen: #1b2b47;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  display: grid; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
  font: 0.875rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
code, pre, .rule, .name, .place, .type-name, th.role, .what { font-family: var(--mono); font-size: 0.8125rem; }
.unseen, td > b, .type thead b { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
.quiet { color: var(--quiet); }
a { color: inherit; text-decoration-color: var(--strong-line); text-underline-offset: 0.15em; }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }

header { padding: 1rem 1.25rem 0.75rem; border-bottom: 1px solid var(--line); }
.title { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem; }
h1 { margin: 0; font-size: 1.375rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.015em; }
.place { margin: 0; color: var(--text); overflow-wrap: anywhere; }
.loud, .calm { margin: 0.35rem 0 0; max-width: 120ch; overflow-wrap: anywhere; }
.loud { color: var(--opened); font-weight: 600; max-height: 4.4em; overflow: auto; }
.loud::before { content: "▲ "; content: "▲ " / ""; font-size: 0.75em; }
.calm { color: var(--quiet); }
#filters { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; margin-top: 0.75rem; }
input, select, textarea, button { font: inherit; color: inherit; }
input, select, textarea {
  background: var(--page); border: 1px solid var(--strong-line); border-radius: 6px; padding: 0.3rem 0.55rem; min-height: 2.125rem;
}
textarea { font-family: var(--mono); font-size: 0.8125rem; }
::placeholder { color: var(--quiet); opacity: 1; }
input[type="search"] { width: 17rem; }
#filters select { max-width: 14rem; }
button { background: var(--page); border: 1px solid var(--strong-line); border-radius: 6px; min-height: 2.125rem; padding: 0.3rem 0.75rem; cursor: pointer; }
button:hover { background: var(--hover); }
button.plain { border-color: transparent; color: var(--focus); text-decoration: underline; text-underline-offset: 0.2em; }
.chips { display: flex; gap: 0.5rem; }
.chip { border-radius: 999px; white-space: nowrap; }
.chip .number { color: var(--quiet); font-variant-numeric: tabular-nums; margin-left: 0.2rem; }
.chip[aria-pressed="true"] { background: var(--text); color: var(--page); border-color: var(--text); }
.chip[aria-pressed="true"] .number { color: inherit; }
.chip[aria-pressed="true"]::before { content: "✓ "; content: "✓ " / ""; }
output { color: var(--quiet); font-variant-numeric: tabular-nums; margin-left: auto; white-space: nowrap; }
`;

/** The style of the page. It has no colour without a sign beside it, and none that is hard to read. */
export const PAGE_STYLE = [BASE_STYLE, TABLE_STYLE, PANEL_STYLE, NARROW_STYLE, UNSCRIPTED_STYLE, PRINT_STYLE].join('');
