import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AuthState,
  type Client,
  ClientError,
  isCode,
  LoginDocument,
  MeDocument,
  UpdateProfileDocument,
} from '../../src/client/index.js';
import { ADMIN, PASSWORD } from '../support/server.js';
import { createCountingModule } from './counting-module.js';
import { createWorld, TTL, type World } from './world.js';

const PARALLEL = 20;

const counting = createCountingModule();

let world: World;
beforeAll(async () => {
  world = await createWorld({ modules: [counting.module] });
});
afterAll(() => world.close());
afterEach(() => {
  world.network = (send) => send();
});

let people = 0;
/** Somebody who has just registered, and what they were told since. */
async function somebody(options: Parameters<World['connect']>[0] = {}) {
  people += 1;
  const email = `person${people}@example.com`;
  const client = world.connect(options);
  const told: AuthState[] = [];
  client.onAuthStateChange((state) => told.push(state));
  await client.register({ email, password: PASSWORD });
  return { client, email, told, reasons: () => told.map(({ reason }) => reason) };
}
const meOf = async (client: Client) => (await client.request(MeDocument)).me?.email;
const refreshTokens = new Map<string, string>();
/** Keeps what it is given where a test can see it. */
const memory = (items = refreshTokens) => ({
  getItem: (name: string) => items.get(name) ?? null,
  setItem: (name: string, value: string) => void items.set(name, value),
  removeItem: (name: string) => void items.delete(name),
});

describe('signing in and out', () => {
  test('a registration signs in, and the state has the viewer of the token', async () => {
    const { client, email, told } = await somebody();
    expect(await client.me()).toMatchObject({ email, roles: ['USER'] });
    expect(client.state).toMatchObject({ isSignedIn: true, reason: 'SIGNED_IN', viewer: { roles: ['USER'] } });
    expect(told).toEqual([client.state]);
    const { userId, viewer } = client.state as AuthState & { isSignedIn: true };
    expect(viewer?.subject).toBe(userId);
  });

  test('nobody is signed in at first, public fields are there all the same, and a wrong password changes nothing', async () => {
    const client = world.connect();
    expect(await client.ready()).toEqual({ isSignedIn: false, reason: 'SIGNED_OUT' });
    expect(await client.me()).toBeNull();
    const error = await client.login({ email: ADMIN.email, password: 'wrong' }).catch((thrown: unknown) => thrown);
    expect(isCode(error, 'INVALID_CREDENTIALS')).toBe(true);
    expect(isCode(error, 'FORBIDDEN')).toBe(false);
    expect(error).toMatchObject({ path: ['login'], data: { login: null } });
    expect(client.state.isSignedIn).toBe(false);
  });

  test('a sign-out ends the session on the server', async () => {
    const items = new Map<string, string>();
    const { client, reasons } = await somebody({ storage: memory(items) });
    const token = await client.accessToken();
    expect([...items.values()].join()).not.toContain(token);
    expect(await client.logout()).toBe(true);
    expect(reasons()).toEqual(['SIGNED_IN', 'SIGNED_OUT']);
    expect(items.size).toBe(0);
    const { data, errors } = await world.request('{ me { id } }', { token: String(token) });
    expect([data, errors[0]?.extensions.reason]).toEqual([{ me: null }, 'TOKEN_REVOKED']);
    expect(await client.logout()).toBe(false);
  });

  test('a sign-out without a network forgets the tokens, and says that the server does not know', async () => {
    const { client, reasons } = await somebody();
    world.network = async () => {
      throw new TypeError('fetch failed');
    };
    expect(await client.logout()).toBe(false);
    expect(reasons()).toEqual(['SIGNED_IN', 'SIGNED_OUT']);
    expect(await client.accessToken()).toBeNull();
  });

  test('a change of the password goes on with its new tokens', async () => {
    const { client, email, reasons } = await somebody();
    const other = world.connect();
    await other.login({ email, password: PASSWORD });
    await client.changePassword({ currentPassword: PASSWORD, newPassword: `${PASSWORD} of another kind` });
    expect(await meOf(client)).toBe(email);
    expect(reasons()).toEqual(['SIGNED_IN', 'REFRESHED']);
    await expect(meOf(other)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(other.state).toEqual({ isSignedIn: false, reason: 'REVOKED' });
  });
});

describe('new tokens', () => {
  test('are fetched once for all requests that find theirs expired', async () => {
    const { client, email, reasons } = await somebody();
    const before = world.sent('Refresh');
    world.pass(TTL);
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => meOf(client)));
    expect(answers).toEqual(Array(PARALLEL).fill(email));
    expect(world.sent('Refresh') - before).toBe(1);
    expect(reasons()).toEqual(['SIGNED_IN', 'REFRESHED']);
  });

  test('are fetched shortly before the old ones expire, and nobody waits for them', async () => {
    const { client, email } = await somebody();
    const before = world.sent('Refresh');
    world.pass(TTL - 5);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    world.network = async (send, operation) => {
      if (operation === 'Refresh') await held;
      return send();
    };
    expect(await meOf(client)).toBe(email);
    expect(world.sent('Refresh') - before).toBe(1);
    letGo();
    world.network = (send) => send();
    while (client.state.reason !== 'REFRESHED') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(world.sent('Refresh') - before).toBe(1);
  });

  test.each([
    ['years behind', -1e11],
    ['years ahead', 1e11],
  ])('are fetched when it is time, on a device whose clock is %s', async (_what, wrong) => {
    const { client, email } = await somebody({ clock: () => world.clock() + wrong });
    const before = world.sent('Refresh');
    for (let at = 0; at < 3; at++) expect(await meOf(client)).toBe(email);
    expect(world.sent('Refresh') - before).toBe(0);
    world.pass(TTL);
    expect(await meOf(client)).toBe(email);
    expect(world.sent('Refresh') - before).toBe(1);
  });

  test('are fetched once when the server refuses the old ones, and the request is sent again', async () => {
    const { client, email } = await somebody();
    const admin = world.connect();
    await admin.login(ADMIN);
    const { userId } = client.state as AuthState & { isSignedIn: true };
    await admin.execute({
      query: 'mutation ($id: ID!) { setUserRoles(userId: $id, roles: [SUPPORT]) { id } }',
      variables: { id: userId },
    });
    const before = world.sent('Refresh');
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => meOf(client)));
    expect(answers).toEqual(Array(PARALLEL).fill(email));
    expect(world.sent('Refresh') - before).toBe(1);
    expect(client.state).toMatchObject({ reason: 'REFRESHED', viewer: { roles: ['SUPPORT'] } });
  });

  test('of a lost answer are asked for again with the same refresh token', async () => {
    const items = new Map<string, string>();
    const { client, email } = await somebody({ storage: memory(items) });
    world.pass(TTL + 31);
    const before = world.sent('Refresh');
    const bodies: string[] = [];
    world.network = async (send, operation) => {
      const response = await send();
      if (operation !== 'Refresh') return response;
      bodies.push(JSON.parse(await response.clone().text()).data.refresh.refreshToken);
      if (bodies.length === 1) throw new TypeError('fetch failed');
      return response;
    };
    expect(await meOf(client)).toBe(email);
    expect(world.sent('Refresh') - before).toBe(2);
    expect(bodies[1]).toBe(bodies[0]);
    expect([...items.values()].join()).toContain(bodies[0]);
  });

  test('wait for the end of an outage', async () => {
    const { client, email, reasons } = await somebody();
    world.pass(TTL);
    let tries = 0;
    world.network = async (send) => {
      tries += 1;
      if (tries === 1) throw new TypeError('fetch failed');
      if (tries === 2) return new Response('<h1>502</h1>', { status: 502 });
      if (tries === 3) return Response.json({ errors: [{ message: '', extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
      return send();
    };
    expect(await Promise.all([meOf(client), meOf(client)])).toEqual([email, email]);
    expect(reasons()).toEqual(['SIGNED_IN', 'REFRESHED']);
  });

  test('that do not come for too long fail the request, and sign nobody out', async () => {
    const { client, email, reasons } = await somebody({ waitSeconds: 1 });
    world.pass(TTL);
    world.network = async () => {
      throw new TypeError('fetch failed');
    };
    await expect(meOf(client)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(client.state.isSignedIn).toBe(true);
    world.network = (send) => send();
    expect(await meOf(client)).toBe(email);
    expect(reasons()).toEqual(['SIGNED_IN', 'REFRESHED']);
  });
});

describe('a session that is over', () => {
  test('because it was ended elsewhere is REVOKED', async () => {
    const { client, email, reasons } = await somebody();
    const other = world.connect();
    await other.login({ email, password: PASSWORD });
    await other.execute({ query: 'mutation { logoutAll(exceptCurrent: true) }' });
    await expect(meOf(client)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', path: ['me'], data: { me: null } });
    expect(reasons()).toEqual(['SIGNED_IN', 'REVOKED']);
    expect(await client.accessToken()).toBeNull();
  });

  test('is found out by me(), which says that nobody is signed in', async () => {
    const { client, email } = await somebody();
    const other = world.connect();
    await other.login({ email, password: PASSWORD });
    await other.execute({ query: 'mutation { logoutAll(exceptCurrent: true) }' });
    expect(await client.me()).toBeNull();
    expect(client.state).toEqual({ isSignedIn: false, reason: 'REVOKED' });
    world.network = async () => {
      throw new TypeError('fetch failed');
    };
    await expect(other.me()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });

  test('because its time is over is EXPIRED', async () => {
    const { client, reasons } = await somebody();
    world.pass(15 * 24 * 3600);
    await expect(meOf(client)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' });
    expect(reasons()).toEqual(['SIGNED_IN', 'EXPIRED']);
  });

  test('because somebody else had its refresh token is REUSED', async () => {
    const items = new Map<string, string>();
    const { client, reasons } = await somebody({ storage: memory(items) });
    const [stored = ''] = items.values();
    const thief = world.connect({ storage: memory(new Map(items)) });
    for (let at = 0; at < 3; at++) {
      world.pass(TTL + 31);
      await thief.accessToken();
    }
    expect([...items.values()]).toEqual([stored]);
    await expect(meOf(client)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(reasons()).toEqual(['SIGNED_IN', 'REUSED']);
    await expect(meOf(thief)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('is not revived by a refresh that was on its way', async () => {
    const items = new Map<string, string>();
    const { client, reasons } = await somebody({ storage: memory(items) });
    world.pass(TTL);
    let letGo = () => {};
    world.network = async (send, operation) => {
      const response = await send();
      if (operation === 'Refresh') await new Promise<void>((resolve) => (letGo = resolve));
      return response;
    };
    const asked = client.accessToken();
    while (world.sent('Refresh') === 0 || !letGo) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await client.logout()).toBe(true);
    letGo();
    expect(await asked).toBeNull();
    expect(items.size).toBe(0);
    expect(reasons()).toEqual(['SIGNED_IN', 'SIGNED_OUT']);
  });
});

describe('the next visit', () => {
  test('goes on with what was stored', async () => {
    const items = new Map<string, string>();
    const { email } = await somebody({ storage: memory(items) });
    const client = world.connect({ storage: memory(items) });
    expect(await client.ready()).toMatchObject({ isSignedIn: true, viewer: { roles: ['USER'] } });
    expect(await meOf(client)).toBe(email);
  });

  test('without a network is signed in, and waits for one', async () => {
    const items = new Map<string, string>();
    const { email } = await somebody({ storage: memory(items) });
    const client = world.connect({ storage: memory(items), waitSeconds: 0 });
    world.network = async () => {
      throw new TypeError('fetch failed');
    };
    expect(await client.ready()).toMatchObject({ isSignedIn: true, viewer: null });
    world.network = (send) => send();
    expect(await meOf(client)).toBe(email);
  });

  test.each(['nonsense', '{}', '{"userId":1}', ''])('starts anew with what nobody of us wrote: %s', async (text) => {
    const items = new Map([[`portcullis-${world.url.replace(/[^\w.-]+/g, '-')}`, text]]);
    const client = world.connect({ storage: memory(items) });
    expect(await client.ready()).toEqual({ isSignedIn: false, reason: 'SIGNED_OUT' });
  });

  test('a storage that fails is as good as none', async () => {
    const fails = () => {
      throw new Error('the quota is exceeded');
    };
    const { client, email } = await somebody({ storage: { getItem: fails, setItem: fails, removeItem: fails } });
    expect(await meOf(client)).toBe(email);
    world.pass(TTL);
    expect(await meOf(client)).toBe(email);
    expect(await client.logout()).toBe(true);
  });

  test('storage may take its time, as AsyncStorage does', async () => {
    const items = new Map<string, string>();
    const slow = async <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 5, value));
    const { getItem, setItem, removeItem } = memory(items);
    const storage = {
      getItem: (name: string) => slow(getItem(name)),
      setItem: (name: string, value: string) => slow(setItem(name, value)),
      removeItem: (name: string) => slow(removeItem(name)),
    };
    const { email } = await somebody({ storage });
    expect(await meOf(world.connect({ storage }))).toBe(email);
  });
});

describe('what is refused', () => {
  test('keeps code, path, field and the rest of the data', async () => {
    const { client } = await somebody();
    const error = await client
      .request(UpdateProfileDocument, { input: { name: 'x'.repeat(101) } })
      .catch((thrown: unknown) => thrown);
    if (!isCode(error, 'BAD_USER_INPUT')) throw error;
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ field: 'name', path: ['updateProfile'], data: { updateProfile: null } });
  });

  test('of a mutation that was held back is sent again, and runs once', async () => {
    // A client that does not know how late it is.
    const { client } = await somebody({ clock: Date.now });
    world.pass(TTL);
    const before = counting.runs();
    const { data } = await client.execute({ query: 'mutation { count { runs secret } }' });
    expect([counting.runs() - before, data]).toEqual([1, { count: { runs: counting.runs(), secret: null } }]);
  });

  test.each([
    ['after the server refused its token', Date.now],
    ['while it waited for a token', undefined],
  ])('is not sent as somebody else who signed in meanwhile: %s', async (_when, clock) => {
    const { client } = await somebody(clock ? { clock } : {});
    world.pass(TTL);
    const before = counting.runs();
    let isHeld = false;
    let letGo = () => {};
    world.network = async (send, operation) => {
      if (operation !== 'Refresh') return send();
      isHeld = true;
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return send();
    };
    const asked = client.execute({ query: 'mutation { count { runs secret } }' });
    while (!isHeld) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.login(ADMIN);
    letGo();
    const { data, errors } = await asked;
    expect(data).toEqual({ count: null });
    expect(new Set(errors?.map(({ extensions }) => extensions?.code))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(counting.runs()).toBe(before);
    expect((await client.me())?.email).toBe(ADMIN.email);
  });

  test('of a mutation that did something is not sent again', async () => {
    const { client } = await somebody();
    let sent = 0;
    world.network = async () => {
      sent += 1;
      const errors = [{ message: '', path: ['count', 'secret'], extensions: { code: 'UNAUTHENTICATED' } }];
      return Response.json({ data: { count: { runs: 1, secret: null } }, errors });
    };
    const { errors } = await client.execute({ query: 'mutation { count { runs secret } }' });
    expect([sent, errors]).toMatchObject([1, [{ path: ['count', 'secret'] }]]);
  });

  test('with a new token is told, and not sent a third time', async () => {
    const client = world.connect();
    await client.login(ADMIN);
    let sent = 0;
    world.network = async (send, operation) => {
      if (operation !== 'Me') return send();
      sent += 1;
      return Response.json({ data: { me: null }, errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] });
    };
    await expect(client.request(MeDocument)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sent).toBe(2);
  });

  test('an operation may be given up', async () => {
    const { client } = await somebody();
    world.network = (_send, _operation, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const controller = new AbortController();
    const asked = client.request(MeDocument, undefined, { signal: controller.signal });
    controller.abort(new Error('no longer wanted'));
    await expect(asked).rejects.toThrow('no longer wanted');
  });

  test('types know which variables an operation needs', () => {
    const check = (client: Client) => {
      // @ts-expect-error The variables are missing.
      void client.request(LoginDocument);
      // @ts-expect-error One of them is missing.
      void client.request(LoginDocument, { email: 'a' });
      void client.request(MeDocument);
    };
    expect(check).toBeInstanceOf(Function);
  });
});
