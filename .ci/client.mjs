// The client in a real browser, Debian's Chromium: two tabs that share a session, by localStorage and by the cookie, over
// an expiry, a revocation, and a network that goes away and comes back. The page loads it as the modules of its package.
// `npm run build` goes before.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { endWorld, startApi, TIMEOUT_MILLISECONDS, USER } from './browser/world.mjs';
import { checkLater, closing, ROOT } from './folders.mjs';
import { freePorts } from './programs.mjs';

const MODULES = join(ROOT, 'packages/client/dist/esm');
const PAGE = '<!doctype html><meta charset="utf-8"><title>A page</title>';
const TTL_SECONDS = 3;
const PARALLEL = 20;

/** A page at every path, and the modules of the client. */
function serveApp(port) {
  const server = createServer((request, response) => {
    if (!request.url.startsWith('/modules/')) return response.setHeader('content-type', 'text/html').end(PAGE);
    const file = join(MODULES, normalize(request.url.slice('/modules'.length)));
    return response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

/** A tab with a client in `window.client`, and what it was told in `window.told`. */
async function openTab({ context, app, api }, how) {
  const page = await context.newPage();
  await page.goto(app);
  await page.evaluate(
    async ([url, kept]) => {
      const { createClient } = await import('/modules/client/index.js');
      window.client = createClient({ url, ...(kept === 'cookie' ? { cookie: true } : { storage: localStorage }) });
      window.told = [];
      window.client.onAuthStateChange(({ reason }) => window.told.push(reason));
      await window.client.ready();
    },
    [`${api}/graphql`, how],
  );
  return page;
}

const emailsOf = (page, count = 1) =>
  page.evaluate(
    (times) =>
      Promise.all(
        Array.from({ length: times }, () =>
          window.client.me().then(
            (me) => me?.email,
            ({ code }) => code,
          ),
        ),
      ),
    count,
  );
const tellsOf = (page) => page.evaluate(() => window.told);
const stateOf = (page) => page.evaluate(() => window.client.state);
const signIn = (page) => page.evaluate((user) => window.client.login(user).then(({ isSignedIn }) => isSignedIn), USER);
const until = async (condition) => {
  const deadline = Date.now() + TIMEOUT_MILLISECONDS;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, 'It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const pass = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** Watches the refreshes of a context: how many there were, and how many at once. */
function watchRefreshes(context) {
  const running = new Set();
  const seen = { count: 0, most: 0 };
  context.on('request', (request) => {
    if (!request.postData()?.includes('mutation Refresh')) return;
    running.add(request);
    seen.count += 1;
    seen.most = Math.max(seen.most, running.size);
  });
  for (const end of ['requestfinished', 'requestfailed']) context.on(end, (request) => running.delete(request));
  return seen;
}

async function tell(world, how) {
  const { context } = world;
  const check = (name, verify) => checkLater(`${how}: ${name}`, verify);
  const refreshes = watchRefreshes(context);
  const first = await openTab(world, how);
  await check('a tab signs in, and another one that opens is signed in', async () => {
    assert.equal(await signIn(first), true);
    world.second = await openTab(world, how);
    assert.deepEqual(await emailsOf(world.second), [USER.email]);
    assert.equal((await stateOf(first)).sessionId, (await stateOf(world.second)).sessionId);
  });
  const { second } = world;
  await check('the session outlives a reload', async () => {
    const third = await openTab(world, how);
    assert.deepEqual(await emailsOf(third), [USER.email]);
    await third.close();
  });
  await check(
    `${PARALLEL} requests in each of two tabs find their token expired, and one refresh answers all`,
    async () => {
      await pass(TTL_SECONDS);
      const before = refreshes.count;
      refreshes.most = 0;
      const answers = await Promise.all([emailsOf(first, PARALLEL), emailsOf(second, PARALLEL)]);
      assert.deepEqual(answers.flat(), Array(2 * PARALLEL).fill(USER.email));
      assert.deepEqual([refreshes.count - before, refreshes.most], [1, 1]);
    },
  );
  await check('a network that goes away and comes back signs nobody out', async () => {
    await pass(TTL_SECONDS);
    await context.setOffline(true);
    const asked = Promise.all([emailsOf(first, PARALLEL), emailsOf(second, PARALLEL)]);
    await pass(2);
    await context.setOffline(false);
    assert.deepEqual((await asked).flat(), Array(2 * PARALLEL).fill(USER.email));
    assert.ok(![...(await tellsOf(first)), ...(await tellsOf(second))].includes('SIGNED_OUT'));
  });
  await check('a session that is ended elsewhere is over in both, and says why', async () => {
    const { sessionId } = await stateOf(first);
    const elsewhere = await context.browser().newContext();
    const page = await openTab({ ...world, context: elsewhere }, how);
    await signIn(page);
    const revoke = (id) =>
      window.client.execute({ query: 'mutation ($id: ID!) { revokeSession(id: $id) }', variables: { id } });
    assert.deepEqual(await page.evaluate(revoke, sessionId), { data: { revokeSession: true } });
    await elsewhere.close();
    assert.deepEqual(await emailsOf(first), [undefined]);
    await until(async () => (await tellsOf(second)).at(-1) === 'REVOKED');
    assert.equal((await tellsOf(first)).at(-1), 'REVOKED');
  });
  await check('a sign-in in one tab is one in the other, and so is a sign-out', async () => {
    assert.equal(await signIn(first), true);
    await until(async () => (await stateOf(second)).isSignedIn);
    assert.deepEqual(await emailsOf(second), [USER.email]);
    assert.equal(await second.evaluate(() => window.client.logout()), true);
    await until(async () => !(await stateOf(first)).isSignedIn);
    assert.deepEqual([(await tellsOf(first)).at(-1), await emailsOf(first)], ['SIGNED_OUT', [undefined]]);
  });
  await check('nothing is left of it', async () => {
    const page = await openTab(world, how);
    assert.equal((await stateOf(page)).isSignedIn, false);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    assert.deepEqual(
      (await context.cookies()).map(({ name }) => name),
      [],
    );
  });
}

const [port, appPort] = await freePorts(2);
const [api, app] = [`http://localhost:${port}`, `http://localhost:${appPort}`];
const server = await serveApp(appPort);
try {
  await startApi('client', {
    PORT: port,
    PUBLIC_URL: api,
    CORS_ORIGINS: app,
    REFRESH_COOKIE: 'on',
    RATE_LIMITS: 'off',
    ACCESS_TOKEN_TTL_SECONDS: TTL_SECONDS,
    CLOCK_TOLERANCE_SECONDS: 0,
    REFRESH_GRACE_SECONDS: 1,
  });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
  });
  try {
    for (const how of ['localStorage', 'cookie']) {
      const context = await browser.newContext();
      context.setDefaultTimeout(TIMEOUT_MILLISECONDS);
      await tell({ context, api, app }, how);
      await context.close();
    }
  } finally {
    await browser.close();
  }
} finally {
  server.closeAllConnections();
  server.close();
  endWorld();
}
closing();
