// Pages that may not use the API, while somebody is signed in. That nothing has changed is read in the browser's cookies
// and in the server's database; that the browser did send it, on the way to the server.
import assert from 'node:assert/strict';
import { ask, LOGIN, LOGOUT, open, REFRESH } from './ask.mjs';
import { ATTACKS, TOSSED } from './attacks.mjs';
import { OWN_PAGE } from './world.mjs';

export async function tellOfStrangers(story) {
  const { check, context, sibling, stranger } = story;
  for (const [who, origin, isSameSite] of [
    ['of another origin of the same site, with the cookie,', sibling, true],
    ['of another site, without the cookie,', stranger, false],
  ]) {
    const page = await open(context, origin);
    for (const attack of ATTACKS) {
      await check(`a page ${who} reads and changes nothing by ${attack.name}`, () =>
        nothingChanges(story, async () => {
          for (const query of [REFRESH, LOGOUT, LOGIN]) await attempt(story, page, { ...attack, query, isSameSite });
        }),
      );
    }
    await page.close();
  }
}

async function nothingChanges({ context, server, api }, verify) {
  const [cookies, state] = [await context.cookies(api), server.state()];
  await verify();
  assert.deepEqual(await context.cookies(api), cookies);
  assert.deepEqual(server.state(), state);
}

/** Waits for what becomes of it: the server refuses it, or the browser does not send it. */
async function attempt({ context, url, exchanges }, page, { query, run, arrives, isSameSite, ...more }) {
  const opened = new Set(context.pages());
  const next = exchanges.next();
  const failed = arrives ? undefined : context.waitForEvent('requestfailed', (request) => request.url() === url);
  const read = await page.evaluate(run, { url, query, ...more }).catch((error) => {
    assert.match(error.message, /Failed to fetch/);
  });
  assert.equal(read || undefined, undefined);
  if (arrives) {
    const { method, status, type, cookie } = await next();
    // In development a browser that opens the API gets a page, which runs nothing.
    assert.ok(status === 400 || (method === 'GET' && type.startsWith('text/html')), `${status} ${type}`);
    assert.equal(cookie !== '', isSameSite);
  } else await failed;
  await Promise.all(context.pages().map((each) => opened.has(each) || each.close()));
}

/** Another host of the domain that an attacker has, as by a forgotten entry in the DNS. */
export async function tellOfTossedCookies({ check, context, url, sibling, exchanges, cookieName }, { page, session }) {
  const other = await open(context, sibling);
  for (const { cookie, isSent } of TOSSED) {
    const pair = cookie(cookieName);
    await check(`another host of the domain puts nothing in the place of the cookie by ${pair}`, async () => {
      // The longer path comes first.
      await other.evaluate((text) => {
        // biome-ignore lint/suspicious/noDocumentCookie: this is the attack
        document.cookie = `${text}; path=/graphql; domain=example.com; secure`;
      }, pair);
      const next = exchanges.next();
      const { data, errors } = await ask(page, url, REFRESH);
      const sent = (await next()).cookie;
      assert.equal(sent.includes('tossed'), isSent, sent);
      assert.deepEqual([errors, data.refresh?.sessionId], [[], session.sessionId], sent);
      await context.clearCookies({ domain: '.example.com' });
    });
  }
  await other.close();
}

/** A name of an attacker that leads to this machine once the page is there: for the browser, a page of the API's origin. */
export async function tellOfRebinding({ check, context, url, server }) {
  await check('a page whose name was made to lead here afterwards has no cookie, and gets none', async () => {
    const rebound = url.replace('localhost', 'rebound.test');
    const page = await open(context, new URL(OWN_PAGE, rebound).href);
    const state = server.state();
    assert.deepEqual(await ask(page, rebound, '{ __typename }'), { data: { __typename: 'Query' }, errors: [] });
    for (const query of [REFRESH, LOGIN]) {
      const { data, errors } = await ask(page, rebound, query);
      assert.deepEqual([Object.values(data), errors], [[null], [['FORBIDDEN']]]);
    }
    assert.deepEqual(server.state(), state);
    await page.close();
  });
}

/** Where a stranger would show them under a page of its own, for clicks that are meant for that one. */
export async function tellOfFrames({ check, context, api, app, stranger }) {
  const page = await open(context, stranger);
  const framed = async (address) => {
    await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const frame = Object.assign(document.createElement('iframe'), { src });
          frame.addEventListener('load', resolve);
          document.body.replaceChildren(frame);
        }),
      address,
    );
    const [, frame] = page.frames();
    return frame.url() === address;
  };
  await check('no page of the API is shown in a frame of another', async () => {
    assert.equal(await framed(`${app}/`), true);
    for (const path of ['/graphql', '/reset-password', '/verify-email', '/healthz'])
      assert.equal(await framed(`${api}${path}`), false, path);
  });
  await page.close();
}
