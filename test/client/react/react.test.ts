import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type * as Testing from '@testing-library/react';
import { JSDOM } from 'jsdom';
import type * as React from 'react';
import { type Client, createRights } from '../../../src/client/index.js';
import type * as Ours from '../../../src/client/react/index.js';
import { ADMIN, PASSWORD } from '../../support/server.js';
import { createWorld, TTL, type World } from '../world.js';

let world: World;
let react: typeof React;
let testing: typeof Testing;
let ours: typeof Ours;
const { window } = new JSDOM('<!doctype html><body></body>');
beforeAll(async () => {
  world = await createWorld();
  // React's DOM looks for these when it is loaded.
  const { document, navigator } = window;
  for (const [name, value] of Object.entries({ window, document, navigator, IS_REACT_ACT_ENVIRONMENT: true }))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  react = await import('react');
  testing = await import('@testing-library/react');
  ours = await import('../../../src/client/react/index.js');
});
afterAll(async () => {
  await world.close();
  window.close();
});
afterEach(() => {
  testing.cleanup();
  world.network = (send) => send();
});

/** A page that says who is signed in, and has a button for each thing that a user does. */
function renderPage(client: Client) {
  const { createElement: element } = react;
  const { ClientProvider, SignedIn, SignedOut, useAuth, useViewer } = ours;
  function Page() {
    const { login, logout, state, isReady } = useAuth();
    const viewer = useViewer();
    return element(
      'main',
      {},
      element('button', { onClick: () => login(ADMIN), key: 'in' }, 'in'),
      element('button', { onClick: () => logout(), key: 'out' }, 'out'),
      element('output', {}, [isReady ? 'ready' : 'waits', state.reason, viewer?.roles.join() ?? 'no viewer'].join(' ')),
      element(SignedIn, { pending: 'pending' }, element('p', {}, 'hello')),
      element(SignedOut, {}, element('p', {}, 'sign in')),
    );
  }
  testing.render(element(react.StrictMode, {}, element(ClientProvider, { client }, element(Page))));
  const text = () => window.document.querySelector('main')?.textContent ?? '';
  return {
    text,
    shows: (part: string) => testing.waitFor(() => expect(text()).toContain(part)),
    press: (name: string) => testing.act(async () => testing.fireEvent.click(testing.screen.getByText(name))),
  };
}

describe('a page', () => {
  test('shows nobody anything until it is known who is signed in', async () => {
    let letGo = () => {};
    world.network = async (send) => {
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return send();
    };
    const page = renderPage(world.connect({ cookie: true }));
    expect(page.text()).toBe('inoutwaits SIGNED_OUT no viewerpending');
    await testing.waitFor(() => expect(world.sent('Refresh')).toBe(1));
    letGo();
    await page.shows('ready SIGNED_OUT no viewersign in');
  });

  test('follows a sign-in and a sign-out', async () => {
    const page = renderPage(world.connect());
    await page.shows('ready SIGNED_OUT no viewersign in');
    await page.press('in');
    await page.shows('ready SIGNED_IN ADMINhello');
    expect(page.text()).not.toContain('sign in');
    await page.press('out');
    await page.shows('ready SIGNED_OUT no viewersign in');
    expect(page.text()).not.toContain('hello');
  });

  test('follows new tokens, and the end of the session elsewhere', async () => {
    const client = world.connect();
    await client.register({ email: 'react@example.com', password: PASSWORD });
    const page = renderPage(client);
    await page.shows('ready SIGNED_IN USERhello');
    world.pass(TTL);
    await testing.act(async () => void (await client.me()));
    await page.shows('ready REFRESHED USERhello');
    const other = world.connect();
    await other.login({ email: 'react@example.com', password: PASSWORD });
    await other.execute({ query: 'mutation { logoutAll(exceptCurrent: true) }' });
    await testing.act(async () => void (await client.me().catch(() => {})));
    await page.shows('ready REVOKED no viewersign in');
  });

  test('of a visit before is signed in at once, also while the server is away', async () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, value: string) => void items.set(name, value),
      removeItem: (name: string) => void items.delete(name),
    };
    await world.connect({ storage }).login(ADMIN);
    world.network = async () => {
      throw new TypeError('fetch failed');
    };
    const page = renderPage(world.connect({ storage }));
    await page.shows('ready SIGNED_IN no viewerhello');
  });
});

test('useCan renders again when the viewer changes', async () => {
  const { createElement: element } = react;
  const rights = createRights({ requires: { Me: 'signedIn', Users: { role: 'ADMIN' } } });
  const Users = () => element('main', {}, ['Me', 'Users'].map((name) => ours.useCan(`query ${name} { a }`)).join());
  const client = world.connect({ rights });
  testing.render(element(ours.ClientProvider, { client }, element(Users)));
  const text = () => window.document.querySelector('main')?.textContent;
  expect(text()).toBe('false,false');
  await testing.act(async () => void (await client.register({ email: 'can@example.com', password: PASSWORD })));
  expect(text()).toBe('true,false');
  await testing.act(async () => void (await client.login(ADMIN)));
  expect(text()).toBe('true,true');
  await testing.act(async () => void (await client.logout()));
  expect(text()).toBe('false,false');
});

test('a component without a provider is told so', () => {
  const { createElement: element } = react;
  const Lost = () => {
    ours.useClient();
    return null;
  };
  const { error } = console;
  console.error = () => {};
  try {
    expect(() => testing.render(element(Lost))).toThrow(
      new TypeError('There is no ClientProvider around this component.'),
    );
  } finally {
    console.error = error;
  }
});
