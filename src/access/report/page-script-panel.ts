/** The table by keyboard, and the panel: tabs, and the rule of the row that is chosen or pointed at. */
export const PANEL_SCRIPT = `
  const panel = find('panel'), ruleOf = find('rule-of'), hint = find('hint');
  const tabs = ['rule', 'roles', 'try'].map((id) => ({ id, tab: find('tab-' + id), panel: find(id) }));
  const linkOf = (row) => row.querySelector('.name');
  let pointed = null, current = null, tabbable = null, open = 'rule';

  const openTab = (id) => {
    open = id;
    for (const each of tabs) {
      each.tab.setAttribute('aria-selected', String(each.id === id));
      each.tab.tabIndex = each.id === id ? 0 : -1;
      each.panel.hidden = each.id !== id;
    }
  };
  const ruleHtml = (row) => {
    const rule = row.querySelector('.detail').cloneNode(true);
    rule.removeAttribute('id');
    rule.classList.remove('detail');
    for (const link of rule.querySelectorAll('a')) link.removeAttribute('tabindex');
    return [make('strong', { className: 'what', textContent: row.dataset.coordinate }), rule];
  };
  let drawn;
  const draw = () => {
    const row = pointed || current;
    if (row === drawn) return;
    drawn = row;
    hint.hidden = Boolean(row);
    ruleOf.classList.toggle('rest', !row);
    // At rest it shows what one needs to read the table.
    ruleOf.replaceChildren(...(row ? ruleHtml(row) : find('roles').cloneNode(true).childNodes));
  };
  const makeTabbable = (row) => {
    if (tabbable === row) return;
    if (tabbable) linkOf(tabbable).tabIndex = -1;
    tabbable = row;
    if (row) linkOf(row).tabIndex = 0;
  };
  const showRow = () => {
    const row = rowOf.get(state.row) || null;
    if (row !== current) {
      if (current) current.classList.remove('current');
      if (current) linkOf(current).removeAttribute('aria-current');
      current = row;
      if (row) {
        row.classList.add('current');
        linkOf(row).setAttribute('aria-current', 'true');
        openTab('rule');
      }
      panel.classList.toggle('open', Boolean(row) || open !== 'rule');
      // It may be the panel that has taken its place.
      if (row) row.scrollIntoView({ block: 'nearest' });
    }
    draw();
    makeTabbable(row && !row.hidden ? row : tabbable && !tabbable.hidden ? tabbable : rows.find((each) => !each.hidden));
  };

  const choose = (row) => set({ row: row ? row.dataset.coordinate : '' }, false);
  const visible = () => rows.filter((each) => !each.hidden);
  const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity };
  table.addEventListener('focusin', (event) => {
    const link = event.target.closest('.name');
    if (link) choose(link.closest('tr'));
  });
  table.addEventListener('click', (event) => {
    const row = event.target.closest('tr.row');
    if (!row || event.target.closest('.source') || String(getSelection())) return;
    event.preventDefault();
    linkOf(row).focus({ preventScroll: true });
    choose(row);
  });
  table.addEventListener('keydown', (event) => {
    const row = event.target.closest('tr.row');
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') choose(null);
    else if (event.key in STEPS) {
      const all = visible();
      const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(row) + STEPS[event.key]))];
      linkOf(next).focus();
    } else return;
    event.preventDefault();
  });
  const canPoint = matchMedia('(hover: hover) and (min-width: 40.01rem)');
  table.addEventListener('pointerover', (event) => {
    if (event.pointerType !== 'mouse' || !canPoint.matches || open !== 'rule') return;
    pointed = event.target.closest('tr.row');
    draw();
  });
  table.addEventListener('pointerleave', () => {
    pointed = null;
    draw();
  });

  for (const [index, { id, tab }] of tabs.entries()) {
    tab.addEventListener('click', () => {
      const isShut = panel.classList.contains('open') && open === id;
      openTab(id);
      panel.classList.toggle('open', !isShut);
    });
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      openTab(next.id);
      panel.classList.add('open');
      next.tab.focus();
    });
  }
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    panel.classList.remove('open');
    if (tabbable) linkOf(tabbable).focus();
  });
  for (const { tab, panel: each } of tabs) {
    each.setAttribute('role', 'tabpanel');
    each.tabIndex = 0;
  }
  panel.querySelector('[role="tablist"]').hidden = false;
  openTab('rule');
  // One stop for the table, and the links of its rows are in the panel too.
  for (const link of table.querySelectorAll('tbody a')) link.tabIndex = -1;
`;
