/** The filters of the page. Without it everything is there, and nothing is filtered. */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const find = (id) => document.getElementById(id);
  const form = find('filters'), text = find('text'), who = find('who'), opened = find('opened');
  const count = find('count'), nothing = find('nothing');
  const table = document.querySelector('table');
  const rows = Array.from(document.querySelectorAll('tr.row'));
  const mayUse = (cell) => cell.dataset.access === 'allowed' || cell.dataset.access === 'depends';

  const update = () => {
    const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const column = who.value === '' ? -1 : Number(who.value);
    let shown = 0;
    for (const row of rows) {
      const fits =
        words.every((word) => row.dataset.find.includes(word)) &&
        (column < 0 || mayUse(row.cells[column])) &&
        !(opened && opened.checked && !row.classList.contains('opened') && !row.querySelector('.gained'));
      row.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const body of table.tBodies) body.hidden = !body.querySelector('tr.row:not([hidden])');
    for (const row of table.querySelectorAll('thead tr, tr.row')) {
      for (const cell of row.cells) {
        const isViewer = cell.cellIndex > 0 && cell.cellIndex < row.cells.length - 1;
        cell.classList.toggle('chosen', isViewer && cell.cellIndex === column);
        cell.classList.toggle('other', isViewer && column > 0 && cell.cellIndex !== column);
      }
    }
    count.textContent = shown === rows.length ? rows.length + ' rows' : shown + ' of ' + rows.length + ' rows';
    nothing.hidden = shown > 0;
  };

  const move = (row, step) => {
    const visible = rows.filter((each) => !each.hidden);
    const next = visible[visible.indexOf(row) + step];
    if (next) next.focus();
  };
  table.addEventListener('keydown', (event) => {
    const row = event.target.closest('tr.row');
    if (!row) return;
    if (event.key === 'Escape') row.blur();
    else if (event.key === 'ArrowDown') move(row, 1);
    else if (event.key === 'ArrowUp') move(row, -1);
    else return;
    event.preventDefault();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', update);
  form.hidden = false;
  update();
})();
`;
