// The access page in a real browser, Debian's Chromium: as a file and as a server serves it, in each width, in light and
// dark, with 5 and 12 roles. By keyboard alone, for screen readers by axe, and with nothing that covers or breaks a row.
// `npm run build` goes before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { endWorld, startApi, TIMEOUT_MILLISECONDS, USER } from './browser/world.mjs';
import { check, checkLater, closing, makeFolder, ROOT, write } from './folders.mjs';
import { freePorts } from './programs.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [400, 800, 1440];
/** Of a row, in pixels: three lines of it, and what is around them. */
const TALLEST_ROW = 64;
const MOST_MILLISECONDS = 10_000;

const FIVE =
  'enum Role { USER EDITOR @includes(roles: ["USER"]) SUPPORT @includes(roles: ["USER"]) AUDITOR ADMIN @includes(roles: ["SUPPORT", "EDITOR"]) }';
const TWELVE = `enum Role { CUSTOMER PREMIUM_CUSTOMER @includes(roles: ["CUSTOMER"]) AUTHOR EDITOR @includes(roles: ["AUTHOR"]) MODERATOR
  SUPPORT SUPPORT_LEAD BILLING FINANCE_MANAGER AUDITOR @grants(scopes: ["audit"]) DEVELOPER
  ADMIN @includes(roles: ["SUPPORT", "EDITOR", "AUDITOR", "FINANCE_MANAGER"]) }`;
const LONG = 'fraudScoreOfTheExternalProviderThatIsAskedBeforeEachOrder';
const sdl = (roles, field = '') => `${roles}
type Query { me: User @auth  open: Int @public  users(search: String @auth(role: ADMIN)): [User!]! @auth(role: SUPPORT) }
type Mutation { change(patch: Patch!): User @auth${field}  remove(id: ID!): Int @auth(role: ADMIN) }
type User { id: ID!  name: String
  email: String @auth(anyOf: [{ role: SUPPORT }, { owner: "id" }]) @auth(scopes: ["contact:read"])
  ${LONG}: Int @auth(anyOf: [{ role: SUPPORT }, { role: EDITOR }, { role: AUDITOR }, { owner: "id" }]) @auth(policy: "recentSignInOfThisUser")
  ${Array.from({ length: 40 }, (_, n) => `field${n}: Int`).join('\n  ')} }
input Patch { name: String  role: Role @auth(role: ADMIN) }`;

const folder = makeFolder('access-page', []);
const page = (name, roles) => {
  write(folder, `${name}.graphql`, sdl(roles));
  write(folder, `${name}-before.graphql`, sdl(roles, '(role: ADMIN)'));
  const args = [
    'access',
    'matrix',
    '--format',
    'html',
    '--schema',
    `${name}.graphql`,
    '--base',
    `${name}-before.graphql`,
  ];
  write(
    folder,
    `${name}.html`,
    execFileSync(process.execPath, [join(ROOT, 'dist/cli/index.js'), ...args], { cwd: folder }),
  );
  return pathToFileURL(join(folder, `${name}.html`)).href;
};
const PAGES = { 5: page('five', FIVE), 12: page('twelve', TWELVE) };

/** A page that is told of by what it writes on its console. */
async function openPage(context, url) {
  const tab = await context.newPage();
  tab.told = [];
  tab.on('console', (message) => tab.told.push(message.text()));
  tab.on('pageerror', (error) => tab.told.push(error.message));
  await tab.goto(url);
  return tab;
}

/** axe runs in the world of the page, past its policy. */
async function violationsOf(tab) {
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
}

const rowBoxes = (tab) =>
  tab.evaluate(() =>
    [...document.querySelectorAll('tr.row')]
      .filter((row) => !row.hidden)
      .map((row) => row.getBoundingClientRect().height),
  );
/** Whether the focused row can be seen: inside of the table's region, and below its head. */
const isFocusSeen = (tab) =>
  tab.evaluate(() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    const [x, y] = [box.left + Math.min(box.width, 20) / 2, box.top + box.height / 2];
    return link.contains(document.elementFromPoint(x, y)) || document.elementFromPoint(x, y) === link;
  });
const focused = (tab) =>
  tab.evaluate(() => document.activeElement.closest('tr')?.dataset.coordinate ?? document.activeElement.id);
const shown = (tab) =>
  tab.evaluate(() =>
    [...document.querySelectorAll('tr.row')].filter((row) => !row.hidden).map((row) => row.dataset.coordinate),
  );
const pressUntil = async (tab, key, isThere, most = 40) => {
  for (let count = 0; count < most; count += 1) {
    if (await isThere()) return;
    await tab.keyboard.press(key);
  }
  assert.fail(`${key} leads nowhere.`);
};

async function tellOfLooks(browser, roles, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const name = (what) => `${roles} roles, ${width} px, ${colorScheme}: ${what}`;
  const tab = await openPage(context, PAGES[roles]);
  await checkLater(name('axe finds nothing, whatever is open'), async () => {
    assert.deepEqual(await violationsOf(tab), []);
    await tab.goto(`${PAGES[roles]}#row=${LONG ? `User.${LONG}` : ''}&who=anonymous`);
    await tab.reload();
    assert.deepEqual(await violationsOf(tab), []);
    for (const id of ['roles', 'try']) {
      await tab.evaluate((each) => document.getElementById(`tab-${each}`).click(), id);
      assert.deepEqual(await violationsOf(tab), []);
    }
    await tab.goto(`${PAGES[roles]}#text=nothing-fits&opened=1&bare=1`);
    await tab.reload();
    assert.deepEqual(await violationsOf(tab), []);
  });
  await checkLater(
    name('no row is tall, no name is broken into letters, and the page itself does not scroll sideways'),
    async () => {
      await tab.goto(PAGES[roles]);
      await tab.reload();
      const heights = await rowBoxes(tab);
      assert.ok(Math.max(...heights) <= TALLEST_ROW, `A row is ${Math.max(...heights)} px high.`);
      assert.equal(await tab.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
      const narrow = await tab.evaluate(() =>
        Math.min(...[...document.querySelectorAll('.row th')].map((each) => each.offsetWidth)),
      );
      assert.ok(narrow >= 140, `The names have ${narrow} px.`);
    },
  );
  await checkLater(name('columns keep their widths while rows are filtered'), async () => {
    const widths = () =>
      tab.evaluate(() => [...document.querySelectorAll('.head th')].map((each) => each.getBoundingClientRect().left));
    const before = await widths();
    await tab.fill('#text', 'remove');
    assert.deepEqual(await shown(tab), ['Mutation.remove']);
    assert.deepEqual(await widths(), before);
  });
  await checkLater(name('the panel covers no row that is focused'), async () => {
    await tab.fill('#text', '');
    await tab.evaluate(() => document.querySelector('.name[tabindex="0"]').focus());
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'End',
      'ArrowUp',
      'ArrowUp',
      'PageUp',
      'Home',
      'PageDown',
      'PageDown',
    ]) {
      await tab.keyboard.press(key);
      assert.ok(await isFocusSeen(tab), `${await focused(tab)} cannot be seen after ${key}.`);
    }
  });
  await checkLater(name('nothing is told on the console'), async () => assert.deepEqual(tab.told, []));
  await context.close();
}

async function tellOfKeyboard(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await openPage(context, PAGES[12]);
  const at = (id) => async () => (await focused(tab)) === id;
  await checkLater('by keyboard alone: the filters, and where the focus is can be seen', async () => {
    await pressUntil(tab, 'Tab', at('text'));
    await tab.keyboard.type('user');
    const width = await tab.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    assert.notEqual(width, '0px');
    await tab.keyboard.press('Control+A');
    await tab.keyboard.press('Delete');
    await pressUntil(tab, 'Tab', at('anonymous'));
    await tab.keyboard.press('Space');
    assert.deepEqual((await shown(tab)).slice(0, 1), ['Query.open']);
    assert.equal(await tab.evaluate(() => document.activeElement.getAttribute('aria-pressed')), 'true');
    await tab.keyboard.press('Space');
  });
  await checkLater('a row, its rule in the panel, and back', async () => {
    await pressUntil(tab, 'Tab', async () => (await focused(tab)).startsWith('Query.'));
    await tab.keyboard.press('Home');
    assert.equal(await focused(tab), 'Query.me');
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowDown');
    assert.equal(await focused(tab), 'Query.users');
    assert.match(await tab.textContent('#rule-of'), /^Query\.usersRequiresrole SUPPORT/);
    assert.notEqual(await tab.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
    // The whole table is one stop.
    await tab.keyboard.press('Tab');
    assert.equal(await focused(tab), 'tab-rule');
    await tab.keyboard.press('Escape');
    assert.equal(await focused(tab), 'Query.users');
    await tab.keyboard.press('Escape');
    assert.match(await tab.textContent('#rule-of'), /^Roles/);
  });
  await checkLater('the tabs, and an operation to try', async () => {
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('ArrowRight');
    assert.equal(await focused(tab), 'tab-roles');
    await tab.keyboard.press('ArrowRight');
    await pressUntil(tab, 'Tab', at('query'));
    await tab.keyboard.type("{ me { id } } # it's\nGRAPHQL\n");
    await pressUntil(tab, 'Tab', at('role'));
    await tab.keyboard.type('SUPPORT');
    await pressUntil(tab, 'Tab', async () => tab.evaluate(() => document.activeElement.type === 'submit'));
    await tab.keyboard.press('Enter');
    const command = await tab.textContent('#tried pre');
    assert.equal(
      command,
      "portcullis access explain --schema twelve.graphql --role 'SUPPORT' --query - <<'GRAPHQL_'\n{ me { id } } # it's\nGRAPHQL\nGRAPHQL_",
    );
  });
  await context.close();
}

async function tellOfAddress(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await openPage(context, PAGES[5]);
  await checkLater(
    'a view is in its address: another tab shows the same, and Back leads to the one before',
    async () => {
      await tab.selectOption('#type', 'User');
      await tab.selectOption('#who', 'SUPPORT');
      await tab.click('#bare');
      await tab.fill('#text', 'field1');
      const rows = await shown(tab);
      assert.equal(rows.length, 11);
      await tab.click('[data-coordinate="User.field1"] .name');
      const other = await openPage(context, tab.url());
      assert.deepEqual(await shown(other), rows);
      assert.deepEqual(
        await other.evaluate(() => ['text', 'type', 'who'].map((id) => document.getElementById(id).value)),
        ['field1', 'User', 'SUPPORT'],
      );
      assert.match(await other.textContent('#rule-of'), /^User\.field1/);
      await tab.goBack();
      assert.equal(await tab.getAttribute('#bare', 'aria-pressed'), 'false');
      assert.equal(await tab.inputValue('#who'), 'SUPPORT');
      await tab.goBack();
      await tab.goBack();
      assert.equal((await shown(tab)).length, 51);
    },
  );
  await checkLater('what opened, what nobody needs a token for, and what has no rule of its own', async () => {
    await tab.click('#opened');
    assert.deepEqual(await shown(tab), ['Mutation.change']);
    await tab.click('#clear');
    await tab.click('#anonymous');
    assert.deepEqual(await shown(tab), ['Query.open']);
    await tab.click('#anonymous');
    await tab.click('#bare');
    assert.deepEqual((await shown(tab)).slice(0, 2), ['User.id', 'User.name']);
  });
  await checkLater('an address with nonsense in it shows everything', async () => {
    const odd = await openPage(context, `${PAGES[5]}#who=%3Cimg%20src=x%3E&row=__proto__&text=&type=`);
    assert.equal((await shown(odd)).length, 51);
    assert.deepEqual(odd.told, []);
  });
  await checkLater('without JavaScript all of it is there, with its rules', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
    const still = await openPage(plain, PAGES[5]);
    const text = await still.innerText('[data-coordinate="User.email"]');
    assert.match(text, /\(role SUPPORT or owner id\) and scope contact:read/);
    assert.match(text, /five\.graphql:\d+/);
    assert.equal(await still.isVisible('#filters'), false);
    await plain.close();
  });
  await context.close();
}

/** A server that has its page for a role. */
async function tellOfServer(browser, api) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(TIMEOUT_MILLISECONDS);
  const query =
    'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';
  const response = await fetch(`${api}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: USER }),
  });
  const { data } = await response.json();
  const tab = await openPage(context, `${api}/access#type=User`);
  // That the page itself is a 401 is told by the browser.
  const own = () => tab.told.filter((text) => !/status of 401/.test(text));
  await checkLater('a server asks for a token, and its page says what a token is for', async () => {
    assert.deepEqual(await violationsOf(tab), []);
    await tab.fill('#token', 'not.a.token');
    await tab.click('button');
    await tab.waitForFunction(
      () => document.querySelector('output').textContent === 'The access token does not count: TOKEN_INVALID.',
    );
    await tab.fill('#token', `Bearer ${data.login.accessToken}`);
    await tab.click('button');
    await tab.waitForSelector('tr.row:not([hidden])');
    assert.ok((await shown(tab)).every((coordinate) => coordinate.startsWith('User.')));
    assert.deepEqual(
      await tab.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.search]),
      [0, 0, '', ''],
    );
  });
  await checkLater('and explains there what an operation would be answered', async () => {
    await tab.click('#tab-try');
    await tab.fill('#query', '{ me { email } users { edges { node { email } } } }');
    await tab.selectOption('#role', 'USER');
    await tab.click('#try-form button');
    await tab.waitForSelector('.verdicts li');
    assert.match(await tab.textContent('#tried'), /^Signed in, roles USER\..*me.*users.*needs role/s);
    assert.deepEqual(await violationsOf(tab), []);
    await tab.selectOption('#role', '');
    await tab.fill('#token', 'not.a.token');
    await tab.click('#try-form button');
    await tab.waitForSelector('#tried .problem');
    assert.match(await tab.textContent('#tried'), /^The token does not count: TOKEN_INVALID\.Not signed in\./);
    assert.deepEqual(own(), []);
  });
  await context.close();
}

/** It is told how long it took, and fails only where something is badly wrong: a machine may have much else to do. */
async function tellOfSize(browser) {
  const types = Array.from(
    { length: 100 },
    (_, n) =>
      `type T${n} { ${Array.from({ length: 14 }, (_, f) => `f${f}: T${(n + 1) % 100} @auth(anyOf: [{ role: SUPPORT }, { scopes: ["s${f}"] }])`).join(' ')} }`,
  );
  write(folder, 'large.graphql', `${TWELVE} type Query { t: T0 @auth } ${types.join('\n')}`);
  const args = ['access', 'matrix', '--format', 'html', '--schema', 'large.graphql'];
  write(
    folder,
    'large.html',
    execFileSync(process.execPath, [join(ROOT, 'dist/cli/index.js'), ...args], { cwd: folder, maxBuffer: 2 ** 26 }),
  );
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const begin = performance.now();
  const tab = await openPage(context, pathToFileURL(join(folder, 'large.html')).href);
  await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const took = performance.now() - begin;
  check(`1,401 rows open (in ${Math.round(took)} ms)`, () => assert.ok(took < MOST_MILLISECONDS));
  await checkLater('of which all are found', async () => assert.equal((await shown(tab)).length, 1401));
  await context.close();
}

const [port] = await freePorts(1);
const api = `http://localhost:${port}`;
try {
  await startApi('access-page', { PORT: port, PUBLIC_URL: api, ACCESS_PAGE_ROLE: 'SUPPORT', RATE_LIMITS: 'off' });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  try {
    for (const roles of [5, 12])
      for (const width of WIDTHS)
        for (const scheme of ['light', 'dark']) await tellOfLooks(browser, roles, width, scheme);
    await tellOfKeyboard(browser);
    await tellOfAddress(browser);
    await tellOfServer(browser, api);
    await tellOfSize(browser);
  } finally {
    await browser.close();
  }
} finally {
  endWorld();
}
closing();
