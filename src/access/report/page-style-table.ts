/** As many columns as the table has, which its width depends on: a style attribute would need a wider policy. */
const COLUMNS = Array.from({ length: 64 }, (_, index) => `.columns-${index + 1}{--columns:${index + 1}}`).join('');
const HEIGHTS = Array.from({ length: 11 }, (_, index) => `.about-${2 ** index}{--rows:${2 ** index}}`).join('');

/** Columns keep their widths, whatever is in the rows and however few of them are shown. */
export const TABLE_STYLE = `
${COLUMNS}
${HEIGHTS}
main {
  overflow: auto; overscroll-behavior: contain; min-width: 0; min-height: 0; outline-offset: -2px;
  scroll-padding: calc(var(--head) + 2.5rem) 0 1rem 0;
  --name: 15rem; --who: 4.75rem; --asks: 17rem; --head: 2.75rem;
}
main:has(.tall) { --who: 2.5rem; --head: 5.75rem; }
main:has(.long) { --head: 8.5rem; }
main:has(.longest) { --head: 11.5rem; }
#sheet { min-width: calc(var(--name) + var(--columns) * var(--who) + var(--asks)); padding-bottom: 2rem; }
#sheet table { border-collapse: separate; border-spacing: 0; table-layout: fixed; width: 100%; }
col.names { width: var(--name); }
col.who { width: var(--who); }

.head { position: sticky; top: 0; z-index: 4; background: var(--page); border-bottom: 1px solid var(--strong-line); }
.head th { height: var(--head); padding: 0.45rem 0.25rem; vertical-align: bottom; font-weight: 600; background: var(--page); }
.head th.names { position: sticky; left: 0; text-align: left; padding-left: 1.25rem; }
.head th.asks { text-align: left; padding-left: 1rem; }
.head th.who { font-size: 0.75rem; }
.head th.who span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.head th:is(.anonymous, .signedIn) { font-weight: 400; font-style: italic; }
.tall .head th.who span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; max-height: calc(var(--head) - 0.9rem); }
.head th.chosen { background: var(--chosen); box-shadow: inset 0 -2px 0 var(--focus); }
col.chosen { background: var(--chosen); }

.type { content-visibility: auto; contain-intrinsic-height: auto calc(2.5rem + var(--rows) * 1.875rem); }
.type h2 {
  position: sticky; top: calc(var(--head) + 1px); z-index: 2; margin: 0; background: var(--page); border-bottom: 1px solid var(--line);
  font: 650 0.9375rem/1.4 var(--mono);
}
.type h2 span { position: sticky; left: 0; display: inline-block; padding: 0.7rem 1.25rem 0.3rem; }
.type thead th { height: 0; padding: 0; line-height: 0; }
.purpose { font: 500 0.75rem/1.4 system-ui, sans-serif; color: var(--quiet); margin-left: 0.35rem; }
.changes .purpose { color: var(--changes); background: var(--changes-page); font-weight: 650; padding: 0.1rem 0.45rem; border-radius: 4px; }
:is(.reads, .subscribes) .purpose { border: 1px solid var(--strong-line); padding: 0.05rem 0.4rem; border-radius: 4px; }

.row > * { height: 1.875rem; }
.row th {
  position: sticky; left: 0; z-index: 1; text-align: left; font-weight: 400; background: var(--page);
  padding: 0.15rem 0.75rem 0.15rem calc(1.25rem - 3px); border-left: 3px solid transparent; line-height: 1.3;
}
.changes .row th { border-left-color: var(--changes); }
.row.opened th { border-left-color: var(--opened); }
.row.argument th { padding-left: calc(2.25rem - 3px); }
.name { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; width: fit-content; text-decoration: none; overflow-wrap: anywhere; padding: 0.1rem 0; }
.argument .name { color: var(--quiet); }
.name:hover { text-decoration: underline; }
.row td { padding: 1px 3px; text-align: center; }
.row td.asks { text-align: left; padding: 0.15rem 1.25rem 0.15rem 1rem; line-height: 1.35; }
.said { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.rule { overflow-wrap: anywhere; }
.none { color: var(--quiet); font: italic 0.8125rem/1.35 system-ui, sans-serif; }
.at { display: none; font-size: 0.75rem; color: var(--quiet); overflow-wrap: anywhere; margin-left: 0.35rem; }
@media (min-width: 110rem) { .at { display: inline; } }
.detail { display: none; }
.row:hover > * { background: var(--hover); }
.row.current > * { background: var(--chosen); }
main:not(:has(.current)) .row:target > * { background: var(--chosen); }

.row td::before, .sign::before {
  display: block; margin: 0 auto; max-width: 3.25rem; border-radius: 5px; text-align: center; font: 700 0.875rem/1.5rem system-ui, sans-serif;
}
td.allowed::before, .sign.allowed::before { content: "✓"; content: "✓" / ""; background: var(--allowed); color: var(--allowed-text); }
td.depends::before, .sign.depends::before {
  content: "if"; content: "if" / ""; background: var(--depends); color: var(--depends-text);
  outline: 1px dashed var(--depends-line); outline-offset: -1px; font-style: italic; font-weight: 600;
}
td.refused::before, .sign.refused::before { content: "–"; content: "–" / ""; color: var(--refused); font-weight: 400; }
td.gained::before, .sign.gained::before { outline: 2px solid var(--opened); outline-offset: -2px; }
td.allowed.gained::before, .sign.gained::before { content: "✓▴"; content: "✓▴" / ""; }
td.depends.gained::before { content: "if▴"; content: "if▴" / ""; }
.mark { display: inline-block; padding: 0 0.4rem; border: 1px solid currentColor; border-radius: 4px; font: 600 0.75rem/1.4 system-ui, sans-serif; vertical-align: 0.05em; }
.mark.public { color: var(--quiet); }
.mark:is(.unmarked, .opened) { color: var(--opened); background: var(--opened-page); }
.mark.fresh { color: var(--quiet); border-style: dashed; }
.nothing { padding: 2rem 1.25rem; color: var(--quiet); position: sticky; left: 0; }
`;
