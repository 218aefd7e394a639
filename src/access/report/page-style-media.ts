/** A phone: narrower columns, and a sheet that opens below the table and leaves it the room of the filters. */
export const NARROW_STYLE = `
@media (max-width: 74.99rem) {
  main { --name: 14rem; }
  .said { -webkit-line-clamp: 1; }
}
@media (max-width: 40rem) {
  main, main:has(.tall) { --name: 9rem; --who: 2.25rem; --asks: 15rem; }
  main, main:has(.tall) { --head: 5.5rem; }
  main:has(.long, .longest) { --head: 7.25rem; }
  .head th.who { font-size: 0.6875rem; }
  .head th.who span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: calc(var(--head) - 0.9rem); }
  header { padding: 0.75rem 0.9rem 0.6rem; }
  h1 { font-size: 1.125rem; }
  #filters { display: grid; grid-template-columns: 1fr 1fr max-content; gap: 0.4rem; margin-top: 0.5rem; }
  #filters:not([hidden]) input { width: 100%; grid-column: 1 / 3; }
  #filters select { min-width: 0; max-width: none; }
  #filters #who { grid-column: 2 / 4; }
  #count { grid-row: 1; grid-column: 3; }
  .chips { grid-column: 1 / 4; min-width: 0; overflow-x: auto; padding: 3px; margin: -3px; scrollbar-width: none; }
  .chip { font-size: 0.8125rem; padding: 0.3rem 0.6rem; }
  .head th.names, .type h2 span { padding-left: 0.9rem; }
  .row th { padding-left: calc(0.9rem - 3px); padding-right: 0.3rem; }
  .row.argument th { padding-left: calc(1.5rem - 3px); }
  .tabs { padding: 0 0.5rem; }
  .tabs button { min-height: 2.75rem; flex: 1; }
  .tab { max-height: 40vh; padding: 0.6rem 0.9rem 0.9rem; }
  aside:not(.open) .tab { display: none; }
  body:has(aside.open) :is(#filters, .loud, .calm) { display: none; }
}
@media (max-height: 30rem) and (max-width: 74.99rem) {
  html, body { height: auto; }
  main { max-height: 85vh; }
  aside { height: auto; }
}
@media (prefers-contrast: more) { :root { --quiet: var(--text); --line: var(--strong-line); --refused: var(--text); } }
@media (forced-colors: active) {
  td:is(.allowed, .depends)::before, .sign:is(.allowed, .depends)::before { outline: 1px solid CanvasText; outline-offset: -1px; }
  .changes .row th { border-left-color: CanvasText; }
}
`;

/** Without a script there are no filters and no panel that follows: the whole of each rule stands in its row. */
export const UNSCRIPTED_STYLE = `
@media (scripting: none) {
  html, body { height: auto; }
  body { display: block; }
  main { max-height: 95vh; --asks: 32rem; }
  aside { border-left: 0; height: auto !important; }
  #rule { display: none; }
  .tab { max-height: none; display: block !important; }
  .said { display: none; }
  .detail { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 0.75rem; margin: 0.15rem 0; font-size: 0.8125rem; }
  .detail dt { color: var(--quiet); }
  .detail dd { margin: 0; overflow-wrap: anywhere; font-family: var(--mono); font-size: 0.75rem; }
}
`;

/** On paper: A4 across, the head on every page, signs that differ without their colours. */
export const PRINT_STYLE = `
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --raised: #fff; --line: #d5d9de; --strong-line: #9aa3ad; --text: #000; --quiet: #444;
    --allowed: #cfe9d7; --allowed-text: #000; --depends: #fff; --depends-text: #000; --depends-line: #555; --refused: #777;
    --changes: #5a2a86; --changes-page: #fff; --opened: #9c1c15; --opened-page: #fff; --chosen: #fff; --hover: #fff;
  }
  html { font-size: 10px; }
  html, body { height: auto; }
  body { display: block; font-size: 8pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  code, pre, .rule, .name, .place, th.role, .type h2 { font-size: 7.5pt; }
  form, .tabs, .nothing, noscript, #rule.tab, #try.tab { display: none !important; }
  header { padding: 0 0 6pt; border: 0; }
  h1 { font-size: 14pt; }
  h2, .what { font-size: 9pt; }
  main { overflow: visible; --name: 42mm; --who: 15mm; --asks: 60mm; --head: 18pt; }
  main:has(.tall) { --who: 8.5mm; --head: 56pt; }
  main:has(.long) { --head: 80pt; }
  main:has(.longest) { --head: 104pt; }
  #sheet { display: table; table-layout: fixed; width: 100%; min-width: 0; padding: 0; }
  .head { display: table-header-group; position: static; break-inside: avoid; }
  .types { display: table-row-group; }
  .head th, .type h2, .type h2 span, .row th { position: static; }
  .head th.who { font-size: 7pt; }
  .head th { border-bottom: 1pt solid var(--strong-line); }
  .type { content-visibility: visible; }
  .type h2 { break-after: avoid; }
  .head th.names, .type h2 span { padding-left: 3pt; }
  .row { break-inside: avoid; }
  .row > * { height: 13pt; border-bottom: 0.5pt solid var(--line); }
  .row th, .row.argument th { padding-left: 3pt; }
  .row.argument th { padding-left: 9pt; }
  .row td::before { line-height: 11pt; font-size: 8pt; }
  .row td.asks { padding-right: 0; }
  .said, .name { display: block; }
  .at { display: inline; font-size: 6.5pt; }
  a { text-decoration: none; }
  aside { display: block; border: 0; height: auto !important; overflow: visible; break-inside: avoid; margin-top: 10pt; }
  #roles.tab { display: block !important; max-height: none; overflow: visible; padding: 0; }
}
`;
