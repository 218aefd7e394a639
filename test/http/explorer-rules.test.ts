import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { ToldAnswer } from '../../src/server/explorer/told-answer.js';
import { createTestClock } from '../support/clock.js';
import { ADMIN, startServer, type TestServer } from '../support/server.js';

const clock = createTestClock();
const servers = new Map<string, TestServer>();
const on = (introspection: string) => {
  const server = servers.get(introspection);
  if (!server) throw new TypeError(introspection);
  return server;
};
beforeAll(async () => {
  for (const INTROSPECTION of ['full', 'shaped', 'off']) {
    const env = {
      NODE_ENV: 'production',
      EXPLORER: 'graphiql',
      INTROSPECTION,
      RATE_LIMITS: 'on',
      RATE_LIMIT_BAD_TOKENS: '3/1m',
    };
    servers.set(INTROSPECTION, await startServer({ env, clock: clock.now }));
  }
});
afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

const ask = (server: TestServer, token?: string, init: RequestInit = {}) =>
  fetch(new URL('/graphql/explorer/rules', server.url), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...init,
  });
const told = async (server: TestServer, token?: string): Promise<ToldAnswer> => {
  const response = await ask(server, token);
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return response.json();
};

/** Every coordinate that introspection shows to the bearer of the token. */
async function shown(server: TestServer, token?: string): Promise<ReadonlySet<string>> {
  const { data } = await server.request(getIntrospectionQuery(), { ...(token !== undefined && { token }) });
  const { __schema: schema }: IntrospectionQuery = data;
  return new Set(
    schema.types.flatMap((type) => {
      if (type.kind === 'OBJECT' || type.kind === 'INTERFACE')
        return type.fields.flatMap(({ name, args }) => [
          `${type.name}.${name}`,
          ...args.map((argument) => `${type.name}.${name}(${argument.name}:)`),
        ]);
      if (type.kind === 'INPUT_OBJECT') return type.inputFields.map(({ name }) => `${type.name}.${name}`);
      if (type.kind === 'ENUM') return [type.name, ...type.enumValues.map(({ name }) => `${type.name}.${name}`)];
      return [type.name];
    }),
  );
}

describe('where introspection is full, everybody learns the rules', () => {
  test('nobody, what signing in would open', async () => {
    const { viewer, rules } = await told(on('full'));
    expect(viewer).toMatchObject({ authenticated: false, reason: 'TOKEN_MISSING', roles: [], subject: null });
    expect(rules['Query.users']).toEqual({ access: 'refused', rule: 'role SUPPORT' });
    expect(rules['Mutation.login']).toEqual({ access: 'allowed', rule: 'public' });
  });

  test('a user and an administrator, what their tokens make of it', async () => {
    const { accessToken } = await on('full').register('ada@example.com');
    const ada = await told(on('full'), accessToken);
    expect(ada.viewer).toMatchObject({ authenticated: true, roles: ['USER'], scopes: [], reason: null });
    expect(ada.viewer.expiresAt).toBeGreaterThan(clock.now() / 1000);
    expect(ada.rules['User.email']).toEqual({ access: 'depends', rule: 'role SUPPORT or owner id' });
    expect(ada.rules['Query.users']?.access).toBe('refused');
    const admin = await told(on('full'), (await on('full').login(ADMIN.email, ADMIN.password)).accessToken);
    expect([admin.viewer.roles, admin.rules['Query.users']?.access]).toEqual([['ADMIN'], 'allowed']);
  });

  test('of a token nothing is told but what is in it that counts: no claim, no token', async () => {
    const { accessToken } = await on('full').login(ADMIN.email, ADMIN.password);
    const text = await (await ask(on('full'), accessToken)).text();
    expect(text).not.toContain(accessToken);
    expect(Object.keys(JSON.parse(text).viewer).sort()).toEqual(
      ['authenticated', 'expiresAt', 'issuer', 'reason', 'roles', 'scopes', 'subject'].sort(),
    );
  });
});

describe('where introspection is shaped, nobody learns of what they may not see', () => {
  test.each(['nobody', 'a user', 'an administrator'])('%s', async (who) => {
    const server = on('shaped');
    const token = {
      nobody: async () => undefined,
      'a user': async () => (await server.register('bea@example.com')).accessToken,
      'an administrator': async () => (await server.login(ADMIN.email, ADMIN.password)).accessToken,
    }[who];
    const bearer = await token?.();
    const seen = await shown(server, bearer);
    const { rules } = await told(server, bearer);
    expect(Object.keys(rules).filter((coordinate) => !seen.has(coordinate))).toEqual([]);
    if (who === 'an administrator') expect(rules['Query.users']).toEqual({ access: 'allowed', rule: '' });
    else expect(JSON.stringify(rules)).not.toMatch(/SUPPORT|ADMIN|users|auditEvents|setUserRoles/);
    if (who === 'a user') expect(rules['User.email']).toEqual({ access: 'depends', rule: 'owner id' });
  });

  test('which they would if introspection were full', async () => {
    const seen = await shown(on('shaped'));
    const { rules } = await told(on('full'));
    expect(Object.keys(rules).filter((coordinate) => !seen.has(coordinate))).toContain('Query.users');
  });

  test('a token that has expired shows no more than none', async () => {
    const server = on('shaped');
    const { accessToken } = await server.login(ADMIN.email, ADMIN.password);
    const before = await told(server, accessToken);
    clock.advance(3600);
    const after = await told(server, accessToken);
    expect([before.viewer.reason, after.viewer.reason]).toEqual([null, 'TOKEN_EXPIRED']);
    expect(after.rules).toEqual((await told(server)).rules);
    expect(after.rules).not.toEqual(before.rules);
  });
});

test('where introspection is off, an administrator learns no rule, and still who they are', async () => {
  const { accessToken } = await on('off').login(ADMIN.email, ADMIN.password);
  const { viewer, rules } = await told(on('off'), accessToken);
  expect([viewer.roles, rules]).toEqual([['ADMIN'], {}]);
});

test('bad tokens are limited here as everywhere', async () => {
  const server = on('off');
  for (let i = 0; i < 3; i += 1) expect((await told(server, `bad.${i}.token`)).viewer.reason).toBe('TOKEN_INVALID');
  const limited = await ask(server, 'bad.3.token');
  expect([limited.status, limited.headers.get('retry-after'), limited.headers.get('cache-control')]).toEqual([
    429,
    '60',
    'no-store',
  ]);
  expect(await limited.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
});

test('only GET asks', async () => {
  const response = await ask(on('full'), undefined, { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
});

test('a page of another origin reads nothing of it', async () => {
  const { accessToken } = await on('full').login(ADMIN.email, ADMIN.password);
  const headers = { origin: 'https://evil.example.com', authorization: `Bearer ${accessToken}` };
  const response = await ask(on('full'), undefined, { headers });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});
