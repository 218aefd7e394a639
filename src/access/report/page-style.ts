/** The style of the page. It has no colour without a sign beside it, and none that is hard to read. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f6f7f9; --line: #e3e6ea; --strong-line: #c6ccd3;
  --text: #1b1f24; --quiet: #59636e;
  --allowed: #e4f3e8; --allowed-text: #14602d;
  --depends: #fdf0cf; --depends-text: #734600;
  --opened: #b3261e; --opened-page: #fdeceb;
  --focus: #0b57d0;
  --head: 3rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --raised: #1c2025; --line: #2a2f36; --strong-line: #454d57;
    --text: #e7eaee; --quiet: #a0aab6;
    --allowed: #17331f; --allowed-text: #86dca2;
    --depends: #3a2e12; --depends-text: #f2cc79;
    --opened: #ff9d92; --opened-page: #3a1c1a;
    --focus: #8ab4f8;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; }
body {
  margin: 0; display: flex; flex-direction: column; background: var(--page); color: var(--text);
  font: 0.875rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
code, .rule, .name, .detail dd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.92em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }

header { padding: 1rem 1.25rem 0.75rem; border-bottom: 1px solid var(--line); }
h1 { margin: 0; font-size: 1.25rem; font-weight: 650; letter-spacing: -0.01em; }
h1 small { margin-left: 0.5rem; font-size: 0.875rem; font-weight: 400; color: var(--quiet); }
header p { margin: 0.3rem 0 0; color: var(--quiet); max-width: 130ch; }
header p.loud { color: var(--opened); font-weight: 600; }
form { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; margin-top: 0.75rem; }
input[type="search"], select {
  font: inherit; color: inherit; background: var(--page); border: 1px solid var(--strong-line); border-radius: 6px;
  padding: 0.3rem 0.55rem; min-height: 2.1rem;
}
input[type="search"] { width: 18rem; max-width: 100%; }
label { display: inline-flex; align-items: center; gap: 0.45rem; color: var(--quiet); }
output { color: var(--quiet); margin-left: auto; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }

main { position: relative; flex: 1; min-height: 0; overflow: auto; scroll-padding: var(--head) 0 8rem; padding-bottom: 6rem; }
table { border-collapse: separate; border-spacing: 0; min-width: 100%; }
thead th {
  position: sticky; top: 0; z-index: 3; height: var(--head); padding: 0.4rem 0.5rem; vertical-align: bottom;
  background: var(--page); border-bottom: 1px solid var(--strong-line); font-weight: 600; white-space: nowrap;
}
thead th:first-child { left: 0; z-index: 4; text-align: left; padding-left: 1.25rem; }
thead th.asks { text-align: left; padding-left: 1rem; }
table.tall { --head: 8rem; }
table.tall thead th.who span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: 7rem; overflow: hidden; text-overflow: ellipsis; }
tbody th { position: sticky; left: 0; text-align: left; font-weight: 400; background: var(--page); }
tr.type th {
  top: var(--head); z-index: 2; padding: 1.1rem 1.25rem 0.3rem; font-weight: 650; font-size: 0.95rem;
  background: var(--page); border-bottom: 1px solid var(--line);
}
tr.type small { font-weight: 400; color: var(--quiet); margin-left: 0.4rem; }
tr.row th { z-index: 1; padding: 0.15rem 0.75rem 0.15rem calc(1.25rem - 3px); white-space: nowrap; border-left: 3px solid transparent; }
tr.row.argument th { padding-left: calc(2.25rem - 3px); }
tr.row td { padding: 1px 2px; text-align: center; }
tr.row td.asks { text-align: left; padding: 0.15rem 1.25rem 0.15rem 1rem; width: 99%; }
tr.row .rule { color: var(--quiet); overflow-wrap: anywhere; }
tr.row:is(:hover, :focus, :focus-within) > * { background: var(--raised); }
tr.row:focus-visible { outline: none; }
tr.row:focus-visible th { box-shadow: inset 4px 0 0 var(--focus); }
.cell { display: grid; place-items: center; min-width: 2.75rem; height: 1.6rem; border-radius: 5px; color: var(--quiet); }
.allowed .cell { background: var(--allowed); color: var(--allowed-text); font-weight: 700; }
.depends .cell { background: var(--depends); color: var(--depends-text); font-weight: 600; font-style: italic; }
.chosen .cell { outline: 1px solid var(--strong-line); }
.other .cell { opacity: 0.35; }
.gained .cell { outline: 2px solid var(--opened); outline-offset: -2px; }
.gained .cell::after { content: "▲"; font-size: 0.6rem; font-style: normal; color: var(--opened); }
.gained .cell { grid-auto-flow: column; justify-content: center; gap: 0.3rem; }
.mark { display: inline-block; padding: 0 0.4rem; border: 1px solid currentColor; border-radius: 4px; font: 600 0.75rem/1.35 system-ui, sans-serif; }
.mark.unmarked, .mark.opened { color: var(--opened); background: var(--opened-page); }
.mark.fresh { color: var(--quiet); }
tr.row.opened th { border-left-color: var(--opened); }
.nothing { padding: 2rem 1.25rem; color: var(--quiet); }

.detail {
  display: none; position: fixed; inset: auto 0 0 0; z-index: 10; max-height: 45vh; overflow: auto;
  padding: 0.75rem 1.25rem 0.9rem; background: var(--raised); border-top: 1px solid var(--strong-line);
  box-shadow: 0 -6px 24px rgb(0 0 0 / 0.12); text-align: left;
}
.hint { margin: 0; padding: 0.6rem 1.25rem; background: var(--raised); border-top: 1px solid var(--line); color: var(--quiet); }
tr.row:hover .detail, tr.row:is(:focus, :focus-within) .detail { display: block; }
table:has(tr.row:hover) tr.row:not(:hover) .detail { display: none; }
.detail h2 { margin: 0 0 0.35rem; font-size: 0.95rem; }
.detail h2 small { font-weight: 400; color: var(--quiet); margin-left: 0.5rem; }
.detail dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 0.15rem 1rem; }
.detail dt { color: var(--quiet); }
.detail dd { margin: 0; overflow-wrap: anywhere; }

@media (max-width: 40rem) {
  /* With few columns the page scrolls as a whole, so that the table gets the screen. */
  body.few { display: block; height: auto; }
  body.few main { overflow: visible; }
  .hint { display: none; }
  header { padding: 0.75rem 0.9rem 0.6rem; }
  header p.legend { font-size: 0.8rem; }
  input[type="search"] { width: 100%; }
  label.grow { flex: 1 1 100%; }
  table { --head: 6rem; }
  thead th { padding: 0.3rem 0; }
  thead th:first-child, tr.type th { padding-left: 0.9rem; }
  tr.row th { padding-left: calc(0.9rem - 3px); }
  tr.row.argument th { padding-left: calc(1.6rem - 3px); }
  tr.row th { max-width: 46vw; white-space: normal; overflow-wrap: anywhere; padding-right: 0.4rem; }
  thead th.who span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: 5.4rem; overflow: hidden; }
  thead th.asks, tr.row td.asks { width: 0; padding: 0; font-size: 0; }
  thead th.asks > span, tr.row td.asks > span { display: none; }
  .detail { font-size: 0.875rem; padding: 0.75rem 0.9rem; }
  .detail dl { grid-template-columns: 1fr; gap: 0; }
  .detail dd { margin-bottom: 0.35rem; }
  .cell { min-width: 2.1rem; height: 1.9rem; }
}
@media (prefers-contrast: more) { :root { --quiet: var(--text); --line: var(--strong-line); } }
@media print {
  :root { color-scheme: light; }
  html, body { height: auto; }
  body { display: block; font-size: 8.5pt; }
  form, .hint, .detail, .nothing { display: none !important; }
  main { overflow: visible; padding: 0; }
  thead th, tbody th, tr.type th { position: static; }
  tr { break-inside: avoid; }
  tr.type { break-after: avoid; }
  .cell { height: 1.2rem; min-width: 2rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .at { display: inline !important; }
}
.at { display: none; color: var(--quiet); margin-left: 0.5rem; }
`;
