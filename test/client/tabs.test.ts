import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AuthState, Client } from '../../src/client/index.js';
import { ADMIN, PASSWORD } from '../support/server.js';
import { createWorld, TTL, type World } from './world.js';

const PARALLEL = 20;
type Listener = (event: { readonly key: string | null }) => void;

/** What a browser has beside what Node has: a storage for all tabs. */
const browser = globalThis as {
  localStorage?: unknown;
  BroadcastChannel?: unknown;
  addEventListener?: unknown;
  removeEventListener?: unknown;
};
const { BroadcastChannel } = globalThis;
let items: Map<string, string>;
let listeners: Set<Listener>;
let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  items = new Map();
  listeners = new Set();
  const change = (key: string) => {
    for (const listener of listeners) setImmediate(() => listener({ key }));
  };
  browser.localStorage = {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => {
      items.set(name, value);
      change(name);
    },
    removeItem: (name: string) => {
      items.delete(name);
      change(name);
    },
  };
});
afterEach(() => {
  world.network = (send) => send();
  delete browser.localStorage;
  delete browser.addEventListener;
  delete browser.removeEventListener;
  browser.BroadcastChannel = BroadcastChannel;
});

function openTab(): Client {
  return world.connect({ storage: browser.localStorage as never });
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 50));
const emailOf = async (client: Client) => (await client.me())?.email;
let people = 0;
/** Somebody with two tabs. */
async function twoTabs() {
  people += 1;
  const email = `tabs${people}@example.com`;
  const first = openTab();
  await first.register({ email, password: PASSWORD });
  const second = openTab();
  await second.ready();
  return { email, first, second };
}

/** By what the tabs tell each other. */
const WAYS: readonly [string, () => void][] = [
  ['BroadcastChannel', () => {}],
  [
    'storage events',
    () => {
      delete browser.BroadcastChannel;
      browser.addEventListener = (_type: 'storage', listener: Listener) => listeners.add(listener);
      browser.removeEventListener = (_type: 'storage', listener: Listener) => listeners.delete(listener);
    },
  ],
];

describe.each(WAYS)('two tabs that tell each other by %s', (way, prepare) => {
  beforeEach(prepare);

  test('have one session', async () => {
    const { email, first, second } = await twoTabs();
    expect(await Promise.all([first, second].map(emailOf))).toEqual([email, email]);
    const sessions = new Set([first, second].map(({ state }) => (state as AuthState & { isSignedIn: true }).sessionId));
    expect(sessions.size).toBe(1);
  });

  test('never refresh at once', async () => {
    const { email, first, second } = await twoTabs();
    let inFlight = 0;
    let most = 0;
    world.network = async (send, operation) => {
      if (operation !== 'Refresh') return send();
      inFlight += 1;
      most = Math.max(most, inFlight);
      await settle();
      const response = await send();
      inFlight -= 1;
      return response;
    };
    const before = world.sent('Refresh');
    world.pass(TTL + 31);
    const asked = [first, second].flatMap((tab) => Array.from({ length: PARALLEL }, () => emailOf(tab)));
    expect(await Promise.all(asked)).toEqual(Array(2 * PARALLEL).fill(email));
    expect(most).toBe(1);
    // Who is told of the new tokens fetches none.
    expect(world.sent('Refresh') - before).toBe(way === 'BroadcastChannel' ? 1 : 2);
  });

  test('sign out together', async () => {
    const { first, second } = await twoTabs();
    const told: AuthState[] = [];
    second.onAuthStateChange((state) => told.push(state));
    await first.logout();
    await settle();
    expect(told).toEqual([{ isSignedIn: false, reason: 'SIGNED_OUT' }]);
    expect(await second.me()).toBeNull();
  });

  test('become somebody else together', async () => {
    const { first, second } = await twoTabs();
    await first.login(ADMIN);
    await settle();
    expect(second.state).toMatchObject({ isSignedIn: true, reason: 'SIGNED_IN' });
    expect(await emailOf(second)).toBe(ADMIN.email);
  });

  test('and one that is closed is told nothing more', async () => {
    const { first, second } = await twoTabs();
    second.close();
    await first.logout();
    await settle();
    expect(second.state.isSignedIn).toBe(true);
  });
});

test('a tab that stands still while it refreshes holds up the others for ten seconds, not for ever', async () => {
  const { email, first, second } = await twoTabs();
  world.pass(TTL + 31);
  let letGo = () => {};
  let isFirst = true;
  world.network = async (send, operation) => {
    if (operation !== 'Refresh' || !isFirst) return send();
    isFirst = false;
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
    return send();
  };
  const asked = emailOf(first);
  while (isFirst) await settle();
  expect(await emailOf(second)).toBe(email);
  letGo();
  expect(await asked).toBe(email);
}, 30_000);

test('tabs with a storage of their own are signed in and out by themselves', async () => {
  const own = () => {
    const map = new Map<string, string>();
    return {
      getItem: (name: string) => map.get(name) ?? null,
      setItem: (name: string, value: string) => void map.set(name, value),
      removeItem: (name: string) => void map.delete(name),
    };
  };
  const [first, second] = [world.connect({ storage: own() }), world.connect({ storage: own() })];
  await Promise.all([first.login(ADMIN), second.login(ADMIN)]);
  await first.logout();
  await settle();
  expect(second.state.isSignedIn).toBe(true);
  expect(await emailOf(second)).toBe(ADMIN.email);
});
