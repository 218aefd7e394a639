import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CookieJar, createClient } from '../../src/client/index.js';
import { ADMIN } from '../support/server.js';
import { createWorld, TTL, type World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A browser of a page that another server renders: what it sends, and what it was told to keep. */
function createBrowser() {
  const kept = new Map<string, string>();
  const headers: string[] = [];
  return {
    headers,
    cookie: () => [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
    /** One request: a client that knows what was sent with it, and nothing else. */
    request: (url = world.url) => {
      const sent = new Map([...kept]);
      const cookies: CookieJar = {
        get: (name) => sent.get(name),
        set: (name, value, { maxAge, secure, httpOnly, sameSite, path }) => {
          headers.push([name, maxAge > 0 ? 'kept' : 'gone', secure, httpOnly, sameSite, path].join(' '));
          if (maxAge > 0) kept.set(name, value);
          else kept.delete(name);
        },
      };
      return createClient({ url, cookies, fetch: world.fetch, clock: world.clock });
    },
  };
}

test('each request of a page goes on with the session of the one before, and refreshes when it is time', async () => {
  const browser = createBrowser();
  await browser.request().login(ADMIN);
  const before = world.sent('Refresh');
  for (let at = 0; at < 3; at++) expect((await browser.request().me())?.email).toBe(ADMIN.email);
  expect(world.sent('Refresh') - before).toBe(0);
  world.pass(TTL);
  const client = browser.request();
  expect((await client.me())?.email).toBe(ADMIN.email);
  expect((await client.me())?.email).toBe(ADMIN.email);
  expect((await browser.request().me())?.email).toBe(ADMIN.email);
  expect(world.sent('Refresh') - before).toBe(1);
});

test('a sign-out takes the cookie away', async () => {
  const browser = createBrowser();
  await browser.request().login(ADMIN);
  expect(await browser.request().logout()).toBe(true);
  expect(browser.cookie()).toBe('');
  expect(await browser.request().me()).toBeNull();
  expect(browser.headers.at(-1)).toMatch(/^portcullis-[\w.-]+ gone false true lax \/$/);
});

test('requests know nothing of each other', async () => {
  const [ada, bob] = [createBrowser(), createBrowser()];
  await ada.request().login(ADMIN);
  expect(await bob.request().me()).toBeNull();
  expect((await ada.request().me())?.email).toBe(ADMIN.email);
});

test('the cookie is one that no script reads, of https where the API is, and small enough to be kept', async () => {
  const browser = createBrowser();
  const https = world.url.replace('http:', 'https:');
  const cookies: CookieJar = {
    get: () => undefined,
    set: (name, value, attributes) => {
      expect(attributes).toMatchObject({ httpOnly: true, secure: true, sameSite: 'lax', path: '/' });
      expect(`${name}=${value}`.length).toBeLessThan(4000);
      expect(value).toMatch(/^[\w.%!~*'()-]+$/);
      browser.headers.push(name);
    },
  };
  const http: typeof fetch = (input, init) => world.fetch(String(input).replace('https:', 'http:'), init);
  await createClient({ url: https, cookies, fetch: http }).login(ADMIN);
  expect(browser.headers).toHaveLength(1);
});

test('a cookie of somebody else is none', async () => {
  for (const value of ['nonsense', '%', '%7B%7D']) {
    const client = createClient({ url: world.url, cookies: { get: () => value, set: () => {} }, fetch: world.fetch });
    expect(await client.ready()).toEqual({ isSignedIn: false, reason: 'SIGNED_OUT' });
  }
});
