import { PANEL_SCRIPT } from './page-script-panel.js';
import { TRY_SCRIPT } from './page-script-try.js';

const STATE_SCRIPT = `
  const find = (id) => document.getElementById(id);
  const make = (name, props, ...children) => {
    const element = Object.assign(document.createElement(name), props);
    element.append(...children);
    return element;
  };
  const table = find('sheet');
  const rows = Array.from(document.querySelectorAll('tr.row'));
  const rowOf = new Map(rows.map((row) => [row.dataset.coordinate, row]));
  const columns = Array.from(document.querySelectorAll('.head th.who'), (head) => head.textContent);
  const chips = ['bare', 'opened'].filter((id) => find(id));

  // What is shown is all in the address, so that a view can be sent, and Back leads to the one before.
  let state = {};
  const read = () => {
    const said = new URLSearchParams(location.hash.slice(1));
    return {
      text: said.get('text') || '', type: said.get('type') || '', who: said.get('who') || '', row: said.get('row') || '',
      bare: said.get('bare') === '1', opened: said.get('opened') === '1',
    };
  };
  const write = (isStep) => {
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) if (value) said.set(name, value === true ? '1' : value);
    const address = location.pathname + location.search + (String(said) ? '#' + said : '');
    if (isStep) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  };
  const set = (change, isStep) => {
    state = { ...state, ...change };
    write(isStep);
    show();
  };
`;

const FILTER_SCRIPT = `
  const form = find('filters'), count = find('count'), nothing = find('nothing'), clear = find('clear');
  const sections = Array.from(document.querySelectorAll('section.type'));
  const words = new Map();
  const wordsOf = (row) => {
    if (!words.has(row)) words.set(row, (row.dataset.coordinate + ' ' + row.querySelector('.said').textContent).toLowerCase());
    return words.get(row);
  };
  const mayAsk = (cell) => cell.classList.contains('allowed') || cell.classList.contains('depends');
  let shownFor;
  const filter = () => {
    const { text, type, who, bare, opened } = state;
    const key = JSON.stringify([text, type, who, bare, opened]);
    if (key === shownFor) return;
    shownFor = key;
    const asked = text.toLowerCase().split(/\\s+/).filter(Boolean);
    const column = columns.indexOf(who) + 1;
    let shown = 0;
    for (const section of sections) {
      let ofType = 0;
      const isType = !type || section.dataset.type === type;
      for (const row of section.querySelectorAll('tr.row')) {
        const fits = isType &&
          asked.every((word) => wordsOf(row).includes(word)) &&
          (column === 0 || mayAsk(row.cells[column])) &&
          (!bare || row.classList.contains('bare')) &&
          (!opened || row.classList.contains('opened') || Boolean(row.querySelector('.gained')));
        if (row.hidden === fits) row.hidden = !fits;
        if (fits) ofType += 1;
      }
      if (section.hidden !== (ofType === 0)) section.hidden = ofType === 0;
      shown += ofType;
    }
    for (const each of table.querySelectorAll('.chosen')) each.classList.remove('chosen');
    if (column > 0) {
      table.querySelectorAll('.head th')[column].classList.add('chosen');
      for (const section of sections) section.querySelectorAll('col')[column].classList.add('chosen');
    }
    count.textContent = shown === rows.length ? rows.length + ' rows' : shown + ' of ' + rows.length + ' rows';
    nothing.hidden = shown > 0;
    // What scrolls can be reached by keyboard, with a row in it or without.
    if (shown === 0) find('region').tabIndex = 0;
    else find('region').removeAttribute('tabindex');
  };
  const showControls = () => {
    const { text, type, who, bare, opened } = state;
    if (find('text').value !== text) find('text').value = text;
    find('type').value = type;
    find('who').value = who;
    find('anonymous').setAttribute('aria-pressed', String(who === 'anonymous'));
    for (const id of chips) find(id).setAttribute('aria-pressed', String(state[id]));
    clear.hidden = !(text || type || who || bare || opened);
  };
  find('text').addEventListener('input', (event) => set({ text: event.target.value }, false));
  for (const id of ['type', 'who']) find(id).addEventListener('change', (event) => set({ [id]: event.target.value }, true));
  find('anonymous').addEventListener('click', () => set({ who: state.who === 'anonymous' ? '' : 'anonymous' }, true));
  for (const id of chips) find(id).addEventListener('click', () => set({ [id]: !state[id] }, true));
  clear.addEventListener('click', () => {
    set({ text: '', type: '', who: '', bare: false, opened: false }, true);
    find('text').focus();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.hidden = false;
`;

const START_SCRIPT = `
  const show = () => {
    showControls();
    filter();
    showRow();
  };
  const restore = () => {
    state = read();
    if (!columns.includes(state.who)) state.who = '';
    if (!rowOf.has(state.row)) state.row = '';
    show();
    const row = rowOf.get(state.row);
    if (row) row.scrollIntoView({ block: 'center' });
  };
  addEventListener('popstate', restore);
  restore();
`;

/**
 * What the page does: filters, the panel, and the operation that is tried. Without it everything is there, and nothing is
 * filtered. \`authorization\`: what is sent along with what is asked of the server.
 */
export const PAGE_SCRIPT = `
'use strict';
const startPage = (authorization) => {${STATE_SCRIPT}${FILTER_SCRIPT}${PANEL_SCRIPT}${TRY_SCRIPT}${START_SCRIPT}};
`;
