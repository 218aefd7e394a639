/** Beside the table where there is room, else below it: it takes room of its own, and covers no row. */
export const PANEL_STYLE = `
aside {
  min-width: 0; min-height: 0; background: var(--raised); display: flex; flex-direction: column; overflow: hidden;
  border-top: 1px solid var(--strong-line);
}
.tabs { display: flex; gap: 0.25rem; padding: 0.5rem 1rem 0; border-bottom: 1px solid var(--line); flex: none; }
.tabs button { border: 0; background: none; border-radius: 6px 6px 0 0; color: var(--quiet); padding: 0.35rem 0.6rem; border-bottom: 2px solid transparent; }
.tabs button[aria-selected="true"] { color: var(--text); font-weight: 600; border-bottom-color: var(--focus); }
.tab { padding: 0.75rem 1.25rem 1.25rem; overflow: auto; min-height: 0; flex: 1; outline-offset: -2px; }
.tab h2 { font-size: 0.9375rem; font-weight: 650; margin: 1.25rem 0 0.4rem; }
.tab h2:first-child { margin-top: 0; }
.tab p { margin: 0.35rem 0; }
.what { display: block; font-size: 1rem; font-weight: 650; overflow-wrap: anywhere; margin: 0 0 0.5rem; }
#rule-of dl, .legend { margin: 0; }
#hint:not([hidden]) + #rule-of { margin-top: 1rem; }
#rule-of dl:not(.legend) dt { color: var(--quiet); font-size: 0.75rem; margin-top: 0.7rem; overflow-wrap: anywhere; }
#rule-of dl:not(.legend) dd { margin: 0.1rem 0 0; overflow-wrap: anywhere; font-family: var(--mono); font-size: 0.8125rem; }
#rule-of dl:not(.legend) dd:first-of-type { background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 0.45rem 0.6rem; font-weight: 600; }
.tree, .tree ul { list-style: none; margin: 0; padding: 0; }
.tree ul { margin-left: 0.4rem; border-left: 1px solid var(--strong-line); }
.tree ul li { padding-left: 1rem; position: relative; }
.tree ul li::before { content: ""; position: absolute; left: 0; top: 0.85rem; width: 0.7rem; border-top: 1px solid var(--strong-line); }
.tree ul li:last-child::after { content: ""; position: absolute; left: -1px; top: calc(0.85rem + 1px); bottom: 0; width: 1px; background: var(--raised); }
.tree li { padding: 0.15rem 0; }
.tree small { color: var(--quiet); }
.legend { display: grid; grid-template-columns: 3rem 1fr; gap: 0.4rem 0.75rem; align-items: center; }
.legend dt { position: relative; height: 1.5rem; }
.legend dd { margin: 0; }
.sign { position: relative; display: block; }
.sign.unreachable::before { content: ""; height: 1.5rem; border: 1px dotted var(--strong-line); }
#try-form { display: grid; gap: 0.6rem; }
#try-form label { display: grid; gap: 0.2rem; color: var(--quiet); font-size: 0.8125rem; }
#try-form :is(textarea, input, select) { width: 100%; color: var(--text); }
textarea { resize: vertical; }
#try-form button { justify-self: start; background: var(--text); color: var(--page); border-color: var(--text); font-weight: 600; }
#tried { margin-top: 1rem; }
#tried pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 0.6rem 0.7rem; margin: 0.4rem 0; }
.verdicts { list-style: none; margin: 0.6rem 0 0; padding: 0; }
.verdicts li { display: grid; grid-template-columns: 3rem minmax(0, 1fr); gap: 0 0.6rem; align-items: start; padding: 0.3rem 0; border-top: 1px solid var(--line); }
.verdicts .why { color: var(--quiet); font-size: 0.8125rem; overflow-wrap: anywhere; }
.verdicts code { overflow-wrap: anywhere; }
.sign.invalid::before { content: "!"; content: "!" / ""; border: 1px solid var(--opened); color: var(--opened); font-weight: 700; }
.problem { color: var(--opened); font-weight: 600; overflow-wrap: anywhere; }

@media (min-width: 75rem) {
  body { grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) clamp(19rem, 25vw, 30rem); }
  header { grid-column: 1 / -1; }
  aside { border-top: 0; border-left: 1px solid var(--line); }
}
@media (min-width: 40.01rem) and (max-width: 74.99rem) {
  aside { height: 14rem; }
  .rest, #roles { columns: 2; column-gap: 2.5rem; }
  .legend, .rest > .tree, #roles > .tree, .rest > p { break-inside: avoid; }
  aside:has(#try:not([hidden]), #roles:not([hidden])) { height: 50vh; }
  #rule-of dl:not(.legend) { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1rem; align-items: baseline; }
  #rule-of dl:not(.legend) dt { margin: 0; max-width: 18rem; }
  #rule-of dl:not(.legend) dd:first-of-type { background: none; border: 0; padding: 0; }
}
`;
