import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Host, hosts } from '../support/embedded.js';
import { ADMIN, createTestServer, type NewServer } from '../support/server.js';
import { createTestModule } from '../support/test-module.js';

const MEBIBYTE = 1024 * 1024;

let starts = 0;
let failures = 0;
let arrived: () => void = () => {};
let release: (text: string) => void = () => {};

const module = createTestModule({
  sdl: 'extend type Query { fault: String @public  slow: String @public }',
  resolvers: {
    Query: {
      fault: () => {
        throw new Error('the password is hunter2');
      },
      slow: () =>
        new Promise<string>((resolve) => {
          release = resolve;
          arrived();
        }),
    },
  },
  start: async () => {
    if (failures > 0) {
      failures -= 1;
      throw new Error('the disk is on holiday');
    }
    starts += 1;
    return undefined;
  },
});

const json = { 'content-type': 'application/json' };
const post = (query: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body: JSON.stringify({ query }),
});
const LOGIN = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") { accessToken } }`;

describe.each(['handler', 'fetch'] as const)('%s', (kind) => {
  let created: NewServer;
  let host: Host;
  const open = async () => {
    starts = 0;
    created = await createTestServer({ modules: [module] });
    host = await hosts[kind](created.server);
  };
  const shut = async () => {
    await created.close();
    await host.close();
  };
  // biome-ignore lint/suspicious/noExplicitAny: tests read what their own query asked for.
  const answerTo = async (query: string, headers?: Record<string, string>): Promise<any> =>
    (await host.send('/graphql', post(query, headers))).json();

  describe('of one server', () => {
    beforeAll(open);
    afterAll(shut);

    test('answers whoever signs in, and refuses who does not', async () => {
      const { data } = await answerTo(LOGIN);
      const authorization = `Bearer ${data.login.accessToken}`;
      expect(await answerTo('{ me { email } }', { authorization })).toEqual({ data: { me: { email: ADMIN.email } } });
      expect(await answerTo('{ me { email } }')).toMatchObject({
        data: { me: null },
        errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
      });
    });

    test('takes two Authorization headers for none that counts', async () => {
      const { data } = await answerTo(LOGIN);
      const authorization = `Bearer ${data.login.accessToken}, Bearer ${data.login.accessToken}`;
      expect(await answerTo('{ me { email } }', { authorization })).toMatchObject({
        data: { me: null },
        errors: [{ path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' } }],
      });
    });

    test.each([
      ['/.well-known/jwks.json', 'keys'],
      ['/.well-known/openid-configuration', 'issuer'],
      ['/.well-known/oauth-authorization-server', 'issuer'],
      ['/healthz', 'status'],
      ['/readyz', 'status'],
    ])('has %s', async (path, key) => {
      const response = await host.send(path);
      expect(response.status).toBe(200);
      expect(await response.json()).toHaveProperty(key);
      const head = await host.send(path, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, response.headers.get('content-length')]);
      expect(await head.text()).toBe('');
    });

    test('has no page of its own at /, and nothing elsewhere', async () => {
      for (const path of ['/', '/nowhere', '*'.padStart(2, '/')]) {
        const response = await host.send(path);
        expect(response.status).toBe(404);
        expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      }
    });

    test('leaves /access to its host, unless the page is asked for', async () => {
      expect((await host.send('/access')).status).toBe(404);
      expect((await host.send('/access/try', post('{ me { id } }'))).status).toBe(404);
      const asked = await createTestServer({ modules: [module], env: { ACCESS_PAGE_ROLE: 'ADMIN' } });
      const other = await hosts[kind](asked.server);
      expect((await other.send('/access')).status).toBe(401);
      expect((await other.send('/access/try', post('{ me { id } }'))).status).toBe(401);
      await asked.close();
      await other.close();
    });

    test('answers a GET, and says what else can be used', async () => {
      const preflight = { headers: { 'apollo-require-preflight': 'true' } };
      const got = await host.send('/graphql?query={__typename}', preflight);
      expect(await got.json()).toEqual({ data: { __typename: 'Query' } });
      const put = await host.send('/graphql', { method: 'PUT', body: 'x' });
      expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, POST']);
    });

    test('lets nobody keep or reinterpret an answer', async () => {
      for (const init of [post('{ __typename }'), post('{ __typename '), { method: 'PUT', body: 'x' }]) {
        const { headers } = await host.send('/graphql', init);
        expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
      }
    });

    test.each<[string, number, RequestInit]>([
      ['larger than 1 MiB', 413, { headers: json, body: `{"query":"{ __typename }"}${' '.repeat(MEBIBYTE)}` }],
      ['that is no JSON', 400, { headers: json, body: '{' }],
      ['nested deep', 400, { headers: json, body: `${'['.repeat(500)}${']'.repeat(500)}` }],
      ['that is packed', 415, { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync('{}') }],
      ['of a form', 400, { headers: { 'content-type': 'text/plain' }, body: '{"query":"{ __typename }"}' }],
    ])('refuses a body %s', async (_what, status, init) => {
      const response = await host.send('/graphql', { method: 'POST', ...init });
      expect(response.status).toBe(status);
      const { data, errors } = (await response.json()) as { data?: unknown; errors: unknown[] };
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    });

    test('refuses a body larger than 1 MiB that tells no length', async () => {
      const body = new Blob([`{"query":"{ __typename }"}${' '.repeat(MEBIBYTE)}`]).stream();
      const init = { method: 'POST', headers: json, body, duplex: 'half' };
      expect((await host.send('/graphql', init)).status).toBe(413);
    });

    test('masks what was not meant for clients', async () => {
      const response = await host.send('/graphql', post('{ fault }'));
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({
        data: { fault: null },
        errors: [{ path: ['fault'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
      });
      expect(text).not.toContain('hunter2');
    });
  });

  describe('of a new server', () => {
    beforeEach(open);
    afterEach(shut);

    test('starts at the first request, once for all that come', async () => {
      expect(starts).toBe(0);
      const answers = await Promise.all(Array.from({ length: 5 }, () => answerTo('{ __typename }')));
      expect(answers).toEqual(Array.from({ length: 5 }, () => ({ data: { __typename: 'Query' } })));
      expect(starts).toBe(1);
    });

    test('does not start for a path that is none of its own', async () => {
      expect((await host.send('/nowhere')).status).toBe(404);
      expect(starts).toBe(0);
    });

    test('start() starts it before, and not twice', async () => {
      await Promise.all([created.server.start(), created.server.start()]);
      expect(starts).toBe(1);
      expect(await answerTo('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
      expect(starts).toBe(1);
    });

    test('answers beside listen(), of the same server', async () => {
      const { url } = await created.server.listen();
      expect(await answerTo('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
      expect((await fetch(url, post('{ __typename }'))).status).toBe(200);
      expect(starts).toBe(1);
    });

    test('a server that was started does not begin to listen', async () => {
      await created.server.start();
      await expect(created.server.listen()).rejects.toThrow(new TypeError('The server has already been started.'));
    });

    test('a start that fails is 503 and in the log, and is tried again', async () => {
      failures = 1;
      const response = await host.send('/graphql', post('{ __typename }'));
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
      expect(text).not.toContain('holiday');
      const told = created.logged.filter(({ msg }) => msg === 'the server cannot start');
      expect(told).toMatchObject([{ err: { message: 'the disk is on holiday' } }]);
      // As retry-after says.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      expect(await answerTo('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
      expect(starts).toBe(1);
    });

    test('start() tells why it fails', async () => {
      failures = 1;
      await expect(created.server.start()).rejects.toThrow('the disk is on holiday');
      await created.server.start();
      expect(starts).toBe(1);
    });

    test('close() lets the answer in flight finish, and takes no more', async () => {
      const there = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      const answer = answerTo('{ slow }');
      await there;
      let isClosed = false;
      const closed = created.server.close().then(() => {
        isClosed = true;
      });
      const late = await host.send('/graphql', post('{ __typename }'));
      expect([late.status, isClosed]).toEqual([503, false]);
      expect(await late.json()).toMatchObject({ errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] });
      release('at last');
      expect(await answer).toEqual({ data: { slow: 'at last' } });
      await closed;
      expect((await host.send('/graphql', post('{ __typename }'))).status).toBe(503);
      await expect(created.server.start()).rejects.toThrow(new TypeError('The server has been closed.'));
    });
  });
});
