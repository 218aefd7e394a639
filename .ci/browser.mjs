// Pages of other origins in a real browser, Debian's Chromium: those that may use the API, and those that may not. The
// story is told over http on this machine and, as in production, over https with names, behind a proxy and without one.
// `npm run build` goes before.
import { chromium } from 'playwright-core';
import { tellOfTheApp, tellOfTheEnd } from './browser/allowed.mjs';
import { APOLLO_SCRIPTS, tellOfSandbox } from './browser/sandbox.mjs';
import { tellOfFrames, tellOfRebinding, tellOfStrangers, tellOfTossedCookies } from './browser/strangers.mjs';
import {
  CERTIFICATE,
  endWorld,
  servePages,
  serveProxy,
  serveTls,
  startApi,
  TIMEOUT_MILLISECONDS,
} from './browser/world.mjs';
import { checkLater, closing } from './folders.mjs';
import { freePorts } from './programs.mjs';

const QUIET = ['quic', 'background-networking', 'component-update', 'sync'].map((each) => `--disable-${each}`);

/**
 * Names that lead here, of three sites and of Apollo's, at ports where a browser finds the whole world; and one that an
 * attacker has let lead to this machine.
 */
const worldAt = (port, portOfTls) => {
  const names = ['*.example.com', '*.example.org', '*.example.net', '*.apollographql.com'];
  const rules = [
    `MAP ${new URL(ON_TLS.api).host}:443 127.0.0.1:${portOfTls}`,
    ...names.map((name) => `MAP ${name}:443 127.0.0.1:${port}`),
    'MAP rebound.test 127.0.0.1',
  ];
  const spaces = [port, portOfTls].map((each) => `127.0.0.1:${each}=public`);
  return [`--host-resolver-rules=${rules.join(', ')}`, `--ip-address-space-overrides=${spaces.join(',')}`];
};

/** The API, two origins that it knows, of its site and of another, and two that it does not. */
const onHttp = (port, pages) => ({
  world: 'http',
  api: `http://localhost:${port}`,
  app: `http://localhost:${pages[0]}`,
  friend: `http://127.0.0.1:${pages[1]}`,
  sibling: `http://localhost:${pages[2]}`,
  stranger: `http://127.0.0.1:${pages[3]}`,
  cookieName: 'portcullis-refresh',
  isSecure: false,
});
const ON_HTTPS = {
  world: 'https',
  api: 'https://api.example.com',
  app: 'https://app.example.com',
  friend: 'https://app.example.org',
  sibling: 'https://blog.example.com',
  stranger: 'https://www.example.net',
  cookieName: '__Host-portcullis-refresh',
  isSecure: true,
};
/** The same without a proxy. */
const ON_TLS = { ...ON_HTTPS, world: 'TLS', api: 'https://tls.example.com' };

async function inContext(browser, world, tell) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(TIMEOUT_MILLISECONDS);
  await tell({
    ...world,
    context,
    url: `${world.api}/graphql`,
    check: (name, verify) => checkLater(`${world.world}: ${name}`, verify),
    kept: async () => (await context.cookies(world.api)).filter(({ name }) => name === world.cookieName),
  });
  await context.close();
}

async function run() {
  const ports = await freePorts(5);
  const pages = await Promise.all([1, 2, 3, 4].map(servePages));
  const plain = await serveProxy(ports[0]);
  const tls = await serveTls({ 'api.example.com': ports[1], 'closed.example.com': ports[3] }, APOLLO_SCRIPTS);
  const [http, https] = [onHttp(plain.port, pages), ON_HTTPS];
  const direct = { PUBLIC_URL: ON_TLS.api, ...CERTIFICATE };
  const behindProxy = ({ api }) => ({ PUBLIC_URL: api, TRUSTED_PROXIES: 'loopback' });
  const withCookie = ({ app, friend }) => ({ REFRESH_COOKIE: 'on', CORS_ORIGINS: `${app},${friend}` });
  const NODE_ENV = 'production';
  const closed = { world: 'Sandbox', api: `http://localhost:${ports[2]}`, production: 'https://closed.example.com' };
  const [httpServer, httpsServer] = await Promise.all([
    startApi('http', { PORT: ports[0], ...behindProxy(http), ...withCookie(http) }),
    startApi('https', { PORT: ports[1], NODE_ENV, ...behindProxy(https), ...withCookie(https) }),
    startApi('tls', { PORT: ports[4], NODE_ENV, ...direct, ...withCookie(ON_TLS) }),
    startApi('development', { PORT: ports[2] }),
    startApi('production', { PORT: ports[3], NODE_ENV, ...behindProxy({ api: closed.production }) }),
  ]);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', ...QUIET, ...worldAt(tls.port, ports[4])],
  });
  try {
    await Promise.all([
      inContext(browser, { ...http, server: httpServer, exchanges: plain.exchanges }, async (story) => {
        const app = await tellOfTheApp(story);
        await tellOfStrangers(story);
        await tellOfFrames(story);
        await tellOfRebinding(story);
        await tellOfTheEnd(story, app);
      }),
      inContext(browser, { ...https, server: httpsServer, exchanges: tls.exchanges }, async (story) => {
        const app = await tellOfTheApp(story);
        await tellOfStrangers(story);
        await tellOfTossedCookies(story, app);
        await tellOfTheEnd(story, app);
      }),
      inContext(browser, ON_TLS, async (story) => tellOfTheEnd(story, await tellOfTheApp(story))),
      inContext(browser, closed, tellOfSandbox),
    ]);
  } finally {
    await browser.close();
  }
}

try {
  await run();
} finally {
  endWorld();
}
closing();
