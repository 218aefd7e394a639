// The page at /graphql in a real browser, Debian's Chromium, that reaches this machine and nothing else: GraphiQL with
// sign-in, roles and rules, and what Apollo Sandbox becomes without its CDN. With PICTURES=folder it leaves pictures there.
// `npm run build` goes before.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { endWorld, servePages, startApi, TIMEOUT_MILLISECONDS, USER } from './browser/world.mjs';
import { checkLater, closing } from './folders.mjs';
import { freePorts } from './programs.mjs';

const TTL_SECONDS = 4;
const READER = { email: 'rea@example.com', password: 'correct horse battery' };
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 400, height: 800 };
const OFFLINE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1';

const editor = '.graphiql-query-editor .CodeMirror';
const answer = '.result-window';

/** A tab, with what it has sent and what its console complains of. */
async function openTab(context, address) {
  const page = await context.newPage();
  const seen = { sent: [], complaints: [] };
  page.on('request', (request) => seen.sent.push(request));
  page.on('pageerror', (error) => seen.complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.complaints.push(message.text()));
  await page.goto(address);
  await page.waitForSelector(editor);
  return { page, seen };
}

async function picture(page, name) {
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
}

const textOf = (page, selector) => page.locator(selector).innerText();
const until = async (read, expected) => {
  const deadline = Date.now() + TIMEOUT_MILLISECONDS;
  for (;;) {
    const found = await read();
    if (expected.test(found)) return found;
    assert.ok(Date.now() < deadline, `It is not ${expected}: ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
/** GraphiQL looks at what was written when nothing more comes for a while. */
const write = async (page, text) => {
  await page.locator(editor).evaluate((element, value) => element.CodeMirror.setValue(value), text);
  await pass(0.5);
};
const run = async (page, expected) => {
  await page.locator('.graphiql-execute-button').click();
  return until(() => textOf(page, answer), expected);
};
const marked = (page) =>
  page.locator(editor).evaluate(({ CodeMirror }) =>
    CodeMirror.getAllMarks()
      .filter(({ className }) => className?.includes('lint-mark-error'))
      .map((mark) => mark.find())
      .map(({ from, to }) => CodeMirror.getRange(from, to).replace(/\W+$/, ''))
      .join(),
  );
const viewer = (page) => textOf(page, '.explorer-viewer');
const pass = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

async function signIn(page, { email, password }) {
  await page.getByRole('button', { name: 'Sign in' }).first().click();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.locator('.explorer-dialog').getByRole('button', { name: 'Sign in', exact: true }).click();
}

const send = async (api, query, variables, token) => {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${api}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
};
const tokenOf = async (api, user) => {
  const query =
    'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';
  return (await send(api, query, user)).data.login.accessToken;
};

async function tellOfGraphiql({ context, api, check }) {
  const { page, seen } = await openTab(context, `${api}/`);
  await check('/ leads to GraphiQL, which loads nothing from elsewhere', async () => {
    assert.equal(new URL(page.url()).pathname, '/graphql');
    await until(() => viewer(page), /^Not signed in$/);
    assert.deepEqual(
      [...new Set(seen.sent.map((each) => new URL(each.url()).host).filter(Boolean))],
      [new URL(api).host],
    );
  });
  await check('what nobody may use is marked before it is run, with the reason', async () => {
    await write(page, '{ __typename me { email } }');
    await until(() => marked(page), /^me,email$/);
    await page.locator(`${editor} .CodeMirror-lint-mark-error`).first().hover();
    const why = await textOf(page, '.CodeMirror-lint-message-error');
    assert.equal(why, 'Query.me is refused since you are not signed in. Rule: signed in.');
    const said = await run(page, /UNAUTHENTICATED/);
    assert.match(said, /"me": null/);
  });
  await check('a wrong password is told, and the right one signs in with its roles', async () => {
    await signIn(page, { ...USER, password: 'not the password' });
    await until(() => textOf(page, '.explorer-problem'), /password is wrong/);
    await page.getByLabel('Password').fill(USER.password);
    await page.locator('.explorer-dialog').getByRole('button', { name: 'Sign in', exact: true }).click();
    await until(() => viewer(page), new RegExp(`^${USER.email}\\s+role ADMIN\\s+until`));
    await until(() => marked(page), /^$/);
    assert.match(await run(page, /email/), new RegExp(`"email": "${USER.email}"`));
    assert.equal(await page.locator('.explorer-dialog').count(), 0);
  });
  await check('the token is in the header of requests to the API and nowhere else', async () => {
    const bearers = (await Promise.all(seen.sent.map((each) => each.headerValue('authorization')))).filter(Boolean);
    const token = bearers.at(-1).replace('Bearer ', '');
    assert.equal(token.split('.').length, 3);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    assert.ok(!kept.includes(token));
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    assert.ok(!(await page.content()).includes(token));
    assert.deepEqual(
      seen.sent.filter((each) => each.url().includes(token)),
      [],
    );
  });
  await check('the documentation has the rule of each field', async () => {
    await page.getByLabel('Show Documentation Explorer').click();
    await page.locator('.graphiql-doc-explorer a', { hasText: 'Query' }).first().click();
    await until(() => textOf(page, '.graphiql-doc-explorer'), /users\([\s\S]*Access: role SUPPORT – allowed/);
    await write(
      page,
      '# Underlined is what you may not use.\nquery Users {\n  users(first: 3) {\n    edges {\n      node {\n        email\n        roles\n      }\n    }\n  }\n}\n',
    );
    await run(page, /ADMIN/);
    await picture(page, 'wide');
  });
  await check('over an expiry the next operation is answered, after one refresh', async () => {
    await pass(TTL_SECONDS + 1);
    await write(page, 'query Again { me { email } }');
    const before = seen.sent.length;
    await run(page, /"me"/);
    assert.match(await textOf(page, answer), new RegExp(USER.email));
    const refreshes = seen.sent.slice(before).filter((each) => each.postData()?.includes('mutation Refresh'));
    assert.equal(refreshes.length, 1);
  });
  await check('a reload keeps the tabs, and who is signed in', async () => {
    await page.getByLabel('New tab').click();
    await write(page, 'query Second { __typename }');
    await until(() => page.locator('.graphiql-tab').allInnerTexts().then(String), /Second/);
    await pass(1);
    await page.reload();
    await until(() => viewer(page), /role ADMIN/);
    assert.match(String(await page.locator('.graphiql-tab').allInnerTexts()), /Again.*Second/s);
    assert.match(await page.locator(editor).evaluate((element) => element.CodeMirror.getValue()), /query Second/);
  });
  await check('signing out is done at the server, too', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await until(() => viewer(page), /^Not signed in$/);
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).includes('refreshToken'));
    assert.ok(seen.sent.some((each) => each.postData()?.includes('mutation Logout')));
  });
  await check('the console complains of nothing', async () => assert.deepEqual(seen.complaints, []));
  await page.close();
}

async function tellOfUsers({ context, api, check }) {
  await send(api, 'mutation ($input: RegisterInput!) { register(input: $input) { status } }', { input: READER });
  const { page } = await openTab(context, `${api}/graphql`);
  await check('a pasted token is whose it is: its role, and what it may not do is marked', async () => {
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Use an access token instead').click();
    await page.getByLabel(/^Access token/).fill(` Bearer ${await tokenOf(api, READER)} `);
    await page.getByRole('button', { name: 'Use this token' }).click();
    await until(() => viewer(page), /role USER/);
    await write(page, 'query Mixed {\n  me { email }\n  users { edges { node { email } } }\n}');
    await until(() => marked(page), /^users$/);
    await page.locator(`${editor} .CodeMirror-lint-mark-error`).first().hover();
    assert.match(
      await textOf(page, '.CodeMirror-lint-message-error'),
      /refused with your token\. Rule: role SUPPORT\./,
    );
    await picture(page, 'refused');
    const said = await run(page, /FORBIDDEN/);
    assert.match(said, new RegExp(`"email": "${READER.email}"`));
    assert.match(said, /"users": null/);
  });
  await check('a mutation of which something is refused is marked as one that will not run', async () => {
    await write(
      page,
      'mutation { updateProfile(input: { name: "R" }) { id } setUserRoles(userId: "x", roles: [ADMIN]) { id } }',
    );
    await until(() => marked(page), /^setUserRoles$/);
    await page.locator(`${editor} .CodeMirror-lint-mark-error`).first().hover();
    assert.match(await textOf(page, '.CodeMirror-lint-message-error'), /Nothing of this mutation will run\.$/);
    assert.match(await run(page, /NOT_RUN/), /"updateProfile": null/);
  });
  await check('a token that has expired is said to have, and a header of the editor is sent in its place', async () => {
    await pass(TTL_SECONDS + 1);
    await page.reload();
    await until(() => viewer(page), /TOKEN_EXPIRED/);
    await page.getByRole('button', { name: 'Headers' }).click();
    const headers = JSON.stringify({ authorization: `Bearer ${await tokenOf(api, USER)}` });
    await page
      .locator('[aria-label="Headers"] > :not(.hidden) > .CodeMirror')
      .evaluate((element, text) => element.CodeMirror.setValue(text), headers);
    await write(page, '{ me { email } }');
    await run(page, new RegExp(USER.email));
  });
  await check('it is usable on a phone, and in the dark', async () => {
    await page.setViewportSize(NARROW);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Hide editor tools' }).click();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), NARROW.width);
    const [operation, result] = await Promise.all([editor, answer].map((each) => page.locator(each).boundingBox()));
    const places = JSON.stringify([operation, result]);
    assert.ok(operation.width > 200 && result.width > 250 && result.y > operation.y + 100, places);
    await picture(page, 'narrow-dark');
    await page.getByLabel('Show Documentation Explorer').click();
    await pass(0.3);
    const docs = await page.locator('.graphiql-plugin').boundingBox();
    assert.ok(docs.width > 300 && docs.x + docs.width <= NARROW.width);
    await picture(page, 'narrow-docs');
  });
  await page.close();
}

async function tellOfChanges({ context, api, check }) {
  const { page, seen } = await openTab(context, `${api}/graphql`);
  const admin = await tokenOf(api, USER);
  await check('a token that is revoked is renewed, and the roles that the server has by now are shown', async () => {
    await signIn(page, READER);
    await until(() => viewer(page), /role USER/);
    await write(page, '{ users { edges { node { email } } } }');
    await until(() => marked(page), /^users$/);
    const { data } = await send(api, '{ users(search: "rea@") { edges { node { id } } } }', {}, admin);
    const promote = 'mutation ($id: ID!) { setUserRoles(userId: $id, roles: [SUPPORT]) { id } }';
    await send(api, promote, { id: data.users.edges[0].node.id }, admin);
    assert.match(await run(page, /email/), new RegExp(USER.email));
    await until(() => viewer(page), /role SUPPORT/);
    await until(() => marked(page), /^$/);
    assert.ok(seen.sent.some((each) => each.postData()?.includes('mutation Refresh')));
  });
  await check('a session that is ended elsewhere is over here', async () => {
    const { data } = await send(api, '{ users(search: "rea@") { edges { node { id } } } }', {}, admin);
    const disable = 'mutation ($id: ID!) { setUserDisabled(userId: $id, disabled: true) { id } }';
    await send(api, disable, { id: data.users.edges[0].node.id }, admin);
    assert.match(await run(page, /UNAUTHENTICATED/), /"users": null/);
    await until(() => viewer(page), /^Not signed in$/);
    await until(() => marked(page), /^users,node,email$/);
  });
  await page.close();
}

async function tellOfAttacks({ browser, context, api, stranger, check }) {
  await check('an operation, a header or an endpoint in the address is neither run nor shown', async () => {
    const search = new URLSearchParams({
      query: 'mutation Attack { logout }',
      variables: '{"attack":1}',
      headers: '{"attack":"1"}',
      endpoint: 'http://127.0.0.1:1/attack',
    });
    const { page, seen } = await openTab(context, `${api}/graphql?${search}#${search}`);
    await until(() => viewer(page), /^Not signed in$/);
    await pass(0.5);
    const posted = seen.sent
      .filter((each) => each.method() === 'POST')
      .map((each) => JSON.parse(each.postData()).query);
    assert.equal(posted.length, 1);
    assert.match(posted[0], /query IntrospectionQuery/);
    assert.ok(!(await page.locator('.graphiql-container').innerText()).includes('ttack'));
    await page.close();
  });
  await check('a script that gets into the page does not run, which it would without the policy', async () => {
    const runs = async (bypassCSP) => {
      const own = await browser.newContext({ bypassCSP });
      const { page } = await openTab(own, `${api}/graphql`);
      const inline = await page.evaluate(() => {
        document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }));
        const image = Object.assign(document.createElement('div'), {
          innerHTML: '<img src=x onerror="window.ranToo = 1">',
        });
        document.body.append(image);
        return new Promise((resolve) => setTimeout(() => resolve([window.ran, window.ranToo]), 500));
      });
      await own.close();
      return inline;
    };
    assert.deepEqual(await runs(true), [1, 1]);
    assert.deepEqual(await runs(false), [undefined, undefined]);
  });
  await check('a page of another origin neither frames it nor holds on to it', async () => {
    const page = await context.newPage();
    await page.goto(stranger);
    const opened = context.waitForEvent('page');
    await page.evaluate((address) => {
      window.opened = window.open(address);
    }, `${api}/graphql`);
    const other = await opened;
    await other.waitForSelector(editor);
    assert.deepEqual(await page.evaluate(() => [window.opened.closed, window.opened.length]), [true, 0]);
    assert.equal(await other.evaluate(() => window.opener), null);
    await page.evaluate((address) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: address }));
    }, `${api}/graphql`);
    await pass(1);
    const [frame] = page.mainFrame().childFrames();
    assert.equal(await frame.locator(editor).count(), 0);
    await other.close();
    await page.close();
  });
}

async function tellOfSandbox({ browser, context, sandbox, check }) {
  await check('so it is if the CDN does not answer, or with something else', async () => {
    for (const answerWith of [() => {}, (route) => route.fulfill({ contentType: 'text/javascript', body: '' })]) {
      const own = await browser.newContext();
      await own.route(/^https:/, answerWith);
      const { page } = await openTab(own, `${sandbox}/graphql`);
      assert.match(await textOf(page, '.explorer-notice'), /^Apollo Sandbox cannot be reached/);
      await own.close();
    }
  });
  const { page } = await openTab(context, `${sandbox}/graphql`);
  await check('Apollo Sandbox without its CDN is GraphiQL, and says so', async () => {
    assert.match(await textOf(page, '.explorer-notice'), /^Apollo Sandbox cannot be reached, so this is GraphiQL/);
    await signIn(page, USER);
    await until(() => viewer(page), /role ADMIN/);
    await write(page, '{ me { email } }');
    await run(page, new RegExp(USER.email));
  });
  await page.close();
}

const [port, sandboxPort, strangerPort] = [...(await freePorts(2)), await servePages()];
const [api, sandbox] = [port, sandboxPort].map((each) => `http://localhost:${each}`);
const often = { RATE_LIMITS: 'off', ACCESS_TOKEN_TTL_SECONDS: TTL_SECONDS, CLOCK_TOLERANCE_SECONDS: 0 };
try {
  await Promise.all([
    startApi('graphiql', { PORT: port, PUBLIC_URL: api, EXPLORER: 'graphiql', ...often }),
    startApi('sandbox', { PORT: sandboxPort, PUBLIC_URL: sandbox }),
  ]);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', OFFLINE],
  });
  try {
    const context = await browser.newContext({ viewport: WIDE });
    context.setDefaultTimeout(TIMEOUT_MILLISECONDS);
    const world = { browser, context, api, sandbox, stranger: `http://127.0.0.1:${strangerPort}`, check: checkLater };
    await tellOfGraphiql(world);
    await tellOfUsers(world);
    await tellOfChanges(world);
    await tellOfAttacks(world);
    await tellOfSandbox(world);
  } finally {
    await browser.close();
  }
} finally {
  endWorld();
}
closing();
