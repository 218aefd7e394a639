import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PortcullisError } from '../../src/errors.js';
import { hosts } from '../support/embedded.js';
import { ADMIN, createTestServer, PASSWORD, startServer, type TestServer } from '../support/server.js';

const OURS = 'https://api.example.com';
const APP = 'https://app.example.com';
const NAME = '__Host-portcullis-refresh';
const STRANGERS = ['https://evil.example', 'null', `${APP}.evil.example`, 'http://app.example.com', `${APP}:8443`];

const AUTH = '{ accessToken refreshToken sessionId refreshExpiresIn }';
const LOGIN = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") ${AUTH} }`;
const REFRESH = `mutation ($token: String) { refresh(refreshToken: $token) ${AUTH} }`;
const LOGOUT = 'mutation ($token: String) { logout(refreshToken: $token) }';

let server: TestServer;
let failure: Error | undefined;

beforeAll(async () => {
  server = await startServer({
    env: { REFRESH_COOKIE: 'on', CORS_ORIGINS: APP },
    claimsFor: async () => {
      if (failure) throw failure;
      return {};
    },
  });
});
afterAll(() => server.close());

interface Asked {
  readonly origin?: string | undefined;
  /** The refresh token in the cookie. */
  readonly cookie?: string | undefined;
  readonly wanted?: string;
  readonly token?: string;
  readonly bearer?: string;
}

/** What a client sends, and gets: its tokens, the cookie that is set, and the errors. */
async function ask(query: string, { origin, cookie, wanted, token, bearer }: Asked, at: TestServer = server) {
  const headers = {
    ...(origin !== undefined && { origin }),
    ...(cookie !== undefined && { cookie: `theme=dark; ${NAME}=${cookie}; other=1` }),
    ...(wanted !== undefined && { 'x-refresh-token': wanted }),
  };
  const answer = await at.request(query, { headers, variables: { token }, ...(bearer && { token: bearer }) });
  const setCookie = answer.headers.get('set-cookie');
  return {
    data: answer.data,
    errors: answer.errors.map(({ path, extensions: { code, reason } }) => [path?.join('.'), code, reason ?? null]),
    setCookie,
    cookie: /^[^=]+=([^;]*)/.exec(setCookie ?? '')?.[1] ?? '',
    headers: answer.headers,
  };
}

const signIn = (asked: Asked = { origin: APP }) => ask(LOGIN, asked);
const refresh = (asked: Asked) => ask(REFRESH, asked);
const FORBIDDEN = (field: string) => ({
  data: { [field]: null },
  errors: [[field, 'FORBIDDEN', null]],
  setCookie: null,
});

describe('a page', () => {
  test('gets its refresh token in a cookie that only this host and no script gets, and not in the body', async () => {
    const { data, errors, setCookie, cookie, headers } = await signIn();
    expect(errors).toEqual([]);
    expect(data.login).toEqual({
      accessToken: expect.stringMatching(/^ey/),
      refreshToken: null,
      sessionId: expect.any(String),
      refreshExpiresIn: 14 * 86_400,
    });
    expect(setCookie).toBe(`${NAME}=${cookie}; Max-Age=1209600; Path=/; HttpOnly; Secure; SameSite=Strict`);
    expect(cookie).toMatch(/^[\w-]{40,}$/);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-origin')).toBe(APP);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test.each([APP, OURS])('of %s refreshes with it, again and again', async (origin) => {
    const first = await signIn({ origin });
    const second = await refresh({ origin, cookie: first.cookie });
    expect(second).toMatchObject({ errors: [], data: { refresh: { refreshToken: null } } });
    expect(second.data.refresh.sessionId).toBe(first.data.login.sessionId);
    const third = await refresh({ origin, cookie: second.cookie });
    expect(third).toMatchObject({ errors: [], data: { refresh: { refreshToken: null } } });
    // Within the grace the newest gets itself again.
    expect(second.cookie).not.toBe(first.cookie);
    expect(third.cookie).toBe(second.cookie);
    expect((await server.request('{ me { id } }', { token: third.data.refresh.accessToken })).errors).toEqual([]);
  });

  test('may do so in many tabs at once: all get the same cookie', async () => {
    const { cookie } = await signIn();
    const tabs = await Promise.all(Array.from({ length: 8 }, () => refresh({ origin: APP, cookie })));
    expect(tabs.map(({ errors }) => errors)).toEqual(tabs.map(() => []));
    expect(new Set(tabs.map((tab) => tab.cookie)).size).toBe(1);
  });

  test.each([...STRANGERS, undefined])('of %s can neither refresh nor sign in nor sign out with it', async (origin) => {
    const { cookie, data } = await signIn();
    expect(await refresh({ origin, cookie })).toMatchObject(FORBIDDEN('refresh'));
    expect(await signIn({ origin })).toMatchObject(FORBIDDEN('login'));
    expect(await ask(LOGOUT, { origin, cookie })).toMatchObject({
      data: { logout: false },
      errors: [],
      setCookie: null,
    });
    // Nothing has happened to the session: the cookie is still the newest.
    const after = await refresh({ origin: APP, cookie });
    expect(after).toMatchObject({ errors: [], data: { refresh: { sessionId: data.login.sessionId } } });
    const strange = await ask(LOGIN, { origin });
    const isCredentialed = strange.headers.get('access-control-allow-credentials');
    expect(isCredentialed).toBeNull();
  });

  test('without the cookie is told that there is no token, and with a broken one that it is not valid', async () => {
    expect(await refresh({ origin: APP })).toMatchObject({
      data: { refresh: null },
      errors: [['refresh', 'UNAUTHENTICATED', 'TOKEN_MISSING']],
      setCookie: null,
    });
    for (const cookie of ['', 'x', '%E0%A4%A', 'a b', '"quoted"']) {
      const answer = await refresh({ origin: APP, cookie });
      expect(answer).toMatchObject({
        data: { refresh: null },
        errors: [['refresh', 'UNAUTHENTICATED', 'TOKEN_INVALID']],
      });
    }
  });

  test('signs out, and the cookie goes', async () => {
    const { cookie } = await signIn();
    const out = await ask(LOGOUT, { origin: APP, cookie });
    expect(out).toMatchObject({ data: { logout: true }, errors: [] });
    expect(out.setCookie).toBe(`${NAME}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict`);
    const after = await refresh({ origin: APP, cookie });
    expect(after).toMatchObject({
      data: { refresh: null },
      errors: [['refresh', 'SESSION_EXPIRED', null]],
      // Another tab may have signed in meanwhile.
      setCookie: null,
    });
  });

  test('keeps its cookie through a fault, and the same one is good after it', async () => {
    const { cookie } = await signIn();
    failure = new PortcullisError('SERVICE_UNAVAILABLE', 'The claims are on holiday.');
    const during = await refresh({ origin: APP, cookie });
    failure = undefined;
    expect(during).toMatchObject({ errors: [['refresh', 'SERVICE_UNAVAILABLE', null]], setCookie: null });
    expect(await refresh({ origin: APP, cookie })).toMatchObject({ errors: [] });
  });

  test('that registers or changes its password gets the cookie too', async () => {
    const register = `mutation { register(input: { email: "eve@example.com", password: "${PASSWORD}", name: "Eve" }) { status auth ${AUTH} } }`;
    expect(await ask(register, { origin: 'https://evil.example' })).toMatchObject(FORBIDDEN('register'));
    const registered = await ask(register, { origin: APP });
    expect(registered).toMatchObject({
      errors: [],
      data: { register: { status: 'ACTIVE', auth: { refreshToken: null } } },
    });
    expect(registered.cookie).toMatch(/^[\w-]{40,}$/);
    const bearer = registered.data.register.auth.accessToken;
    const change = `mutation { changePassword(currentPassword: "${PASSWORD}", newPassword: "another horse battery") ${AUTH} }`;
    expect(await ask(change, { origin: 'https://evil.example', bearer })).toMatchObject(FORBIDDEN('changePassword'));
    const changed = await ask(change, { origin: APP, bearer });
    expect(changed).toMatchObject({ errors: [], data: { changePassword: { refreshToken: null } } });
    expect(await refresh({ origin: APP, cookie: changed.cookie })).toMatchObject({ errors: [] });
  });

  test('is answered once for each credential, with the cookie of the one that was done', async () => {
    const query = `mutation { a: login(email: "${ADMIN.email}", password: "${ADMIN.password}") ${AUTH} b: login(email: "${ADMIN.email}", password: "${ADMIN.password}") ${AUTH} }`;
    const { data, errors, cookie } = await ask(query, { origin: APP });
    expect(errors).toEqual([['b', 'BAD_USER_INPUT', null]]);
    const { data: refreshed } = await refresh({ origin: APP, cookie });
    expect(refreshed.refresh.sessionId).toBe(data.a.sessionId);
  });

  test('in a batch, the cookie that one operation sets counts for the next', async () => {
    const batching = await startServer({ env: { REFRESH_COOKIE: 'on', CORS_ORIGINS: APP, BATCH_LIMIT: '2' } });
    try {
      const answer = await fetch(batching.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: APP },
        body: JSON.stringify([{ query: LOGIN }, { query: 'mutation { logout }' }]),
      });
      const [signedIn, signedOut] = (await answer.json()) as { data: { login: { accessToken: string } } }[];
      expect(signedOut).toEqual({ data: { logout: true } });
      expect(answer.headers.get('set-cookie')).toMatch(/^__Host-portcullis-refresh=; Max-Age=0/);
      const { errors } = await batching.request('{ me { id } }', { token: signedIn?.data.login.accessToken ?? '' });
      expect(errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' });
    } finally {
      await batching.close();
    }
  });

  test('leaves nothing of it in the log', async () => {
    const { cookie } = await signIn();
    await refresh({ origin: APP, cookie });
    await refresh({ origin: 'https://evil.example', cookie });
    expect(JSON.stringify(server.logged)).not.toContain(cookie);
  });
});

describe('an app that keeps its tokens itself', () => {
  test('says so with x-refresh-token: body, with any origin or none', async () => {
    const { data, setCookie, errors } = await signIn({ wanted: 'body' });
    expect({ errors, setCookie }).toEqual({ errors: [], setCookie: null });
    const refreshed = await refresh({ wanted: 'body', token: data.login.refreshToken });
    expect(refreshed).toMatchObject({ errors: [], setCookie: null });
    expect(refreshed.data.refresh.refreshToken).toMatch(/^[\w-]{40,}$/);
    const out = await ask(LOGOUT, { wanted: 'body', token: refreshed.data.refresh.refreshToken });
    expect(out).toMatchObject({ data: { logout: true }, setCookie: null });
  });

  test('that sends its token as an argument gets the next one in the body, even if it forgets to say so', async () => {
    const { data } = await signIn({ wanted: 'body' });
    const refreshed = await refresh({ token: data.login.refreshToken });
    expect(refreshed).toMatchObject({ errors: [], setCookie: null });
    expect(refreshed.data.refresh.refreshToken).toMatch(/^[\w-]{40,}$/);
  });

  test('has no use of a cookie', async () => {
    const { cookie } = await signIn();
    expect(await refresh({ origin: APP, wanted: 'body', cookie })).toMatchObject({
      data: { refresh: null },
      errors: [['refresh', 'UNAUTHENTICATED', 'TOKEN_MISSING']],
      setCookie: null,
    });
    const out = await ask(LOGOUT, { origin: APP, wanted: 'body', cookie });
    expect(out).toMatchObject({ data: { logout: false }, setCookie: null });
  });

  test('moves to the cookie with x-refresh-token: cookie, where its origin may', async () => {
    const { data } = await signIn({ wanted: 'body' });
    const token = data.login.refreshToken;
    const strange = await refresh({ origin: 'https://evil.example', wanted: 'cookie', token });
    expect(strange).toMatchObject(FORBIDDEN('refresh'));
    const moved = await refresh({ origin: APP, wanted: 'cookie', token });
    expect(moved).toMatchObject({ errors: [], data: { refresh: { refreshToken: null } } });
    expect(await refresh({ origin: APP, cookie: moved.cookie })).toMatchObject({ errors: [] });
  });
});

describe('x-refresh-token that says nothing known', () => {
  let plain: TestServer;
  beforeAll(async () => {
    plain = await startServer({ env: { CORS_ORIGINS: APP } });
  });
  afterAll(() => plain.close());

  const REGISTER = `mutation { register(input: { email: "new@example.com", password: "${PASSWORD}", name: "New" }) { status auth ${AUTH} } }`;
  const CHANGE = `mutation { changePassword(currentPassword: "${ADMIN.password}", newPassword: "another horse battery") ${AUTH} }`;
  const OPERATIONS = { login: LOGIN, refresh: REFRESH, logout: LOGOUT, register: REGISTER, changePassword: CHANGE };

  test.each([
    ['with REFRESH_COOKIE', 'nonsense'],
    ['with REFRESH_COOKIE', 'Body'],
    ['with REFRESH_COOKIE', ''],
    ['without', 'nonsense'],
    // No server without the cookie gives a page in the body what it wants out of the reach of scripts.
    ['without', 'cookie'],
  ])('%s: "%s" is told by each operation that looks at it, and nothing is done', async (mode, wanted) => {
    const at = mode === 'without' ? plain : server;
    const { data } = await ask(LOGIN, { wanted: 'body' }, at);
    const { refreshToken: token, accessToken: bearer } = data.login;
    for (const [field, query] of Object.entries(OPERATIONS)) {
      const asked = { origin: APP, cookie: token, wanted, token, bearer };
      expect(await ask(query, asked, at)).toMatchObject({
        data: { [field]: null },
        errors: [[field, 'BAD_USER_INPUT', null]],
        setCookie: null,
      });
    }
    // The session is there, its token the newest, the password the old one and the address free.
    const again = await ask(REFRESH, { wanted: 'body', token }, at);
    expect(again).toMatchObject({ errors: [], data: { refresh: { sessionId: data.login.sessionId } } });
    const users = await at.request('{ users(search: "new@example.com") { edges { node { id } } } }', {
      token: again.data.refresh.accessToken,
    });
    expect(users).toMatchObject({ errors: [], data: { users: { edges: [] } } });
  });

  test('what is known, or no header, is taken on both', async () => {
    for (const at of [server, plain]) {
      const first = await ask(LOGIN, { wanted: 'body' }, at);
      expect(first.errors).toEqual([]);
      const { refreshToken: token } = first.data.login;
      expect(await ask(LOGOUT, { token }, at)).toMatchObject({ data: { logout: true }, errors: [] });
    }
  });
});

test('the preflight of a page that may use the cookie says so, and no other one', async () => {
  const preflight = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const answer = await fetch(server.url, { method: 'OPTIONS', headers });
    return [answer.status, answer.headers.get('access-control-allow-credentials')];
  };
  expect(await preflight(APP)).toEqual([204, 'true']);
  expect(await preflight('https://evil.example')).toEqual([204, null]);
});

test('without REFRESH_COOKIE there is no cookie, and one that is sent is not looked at', async () => {
  const plain = await startServer({ env: { CORS_ORIGINS: APP } });
  try {
    const { data, setCookie, headers } = await ask(LOGIN, { origin: APP }, plain);
    expect(setCookie).toBeNull();
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    const cookie = data.login.refreshToken;
    expect(await ask(REFRESH, { origin: APP, cookie }, plain)).toMatchObject({
      data: { refresh: null },
      errors: [['refresh', 'UNAUTHENTICATED', 'TOKEN_MISSING']],
    });
    expect(await ask(REFRESH, { origin: APP, token: cookie }, plain)).toMatchObject({ errors: [] });
  } finally {
    await plain.close();
  }
});

test('over http on this machine the cookie has another name, which is said at the start', async () => {
  const here = await startServer({ env: { REFRESH_COOKIE: 'on', REFRESH_COOKIE_SAMESITE: 'lax', PUBLIC_URL: '' } });
  try {
    const { setCookie, cookie } = await ask(LOGIN, { origin: new URL(here.url).origin }, here);
    expect(setCookie).toBe(`portcullis-refresh=${cookie}; Max-Age=1209600; Path=/; HttpOnly; SameSite=Lax`);
    expect(here.logged.map(({ msg }) => msg)).toContainEqual(expect.stringMatching(/^REFRESH_COOKIE: over http/));
    expect(server.logged.map(({ msg }) => msg)).not.toContainEqual(expect.stringMatching(/^REFRESH_COOKIE/));
  } finally {
    await here.close();
  }
});

test.each(['handler', 'fetch'] as const)('in another server, by %s', async (kind) => {
  const created = await createTestServer({ env: { REFRESH_COOKIE: 'on', CORS_ORIGINS: APP } });
  const host = await hosts[kind](created.server);
  const send = (query: string, headers: Record<string, string>) =>
    host.send('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: APP, ...headers },
      body: JSON.stringify({ query }),
    });
  try {
    const answer = await send(LOGIN, {});
    expect(await answer.json()).toMatchObject({ data: { login: { refreshToken: null } } });
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    expect(cookie).toMatch(new RegExp(`^${NAME}=[\\w-]{40,}$`));
    const refreshed = await send(REFRESH, { cookie });
    expect(await refreshed.json()).toMatchObject({ data: { refresh: { refreshToken: null } } });
    const strange = await send(REFRESH, { cookie, origin: 'https://evil.example' });
    expect(await strange.json()).toMatchObject({
      data: { refresh: null },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  } finally {
    await host.close();
    await created.close();
  }
});
