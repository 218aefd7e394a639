import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hostOfFetch, hostOfHandler } from '../support/embedded.js';
import { ADMIN, createTestServer, type NewServer } from '../support/server.js';

let created: NewServer;
beforeAll(async () => {
  created = await createTestServer();
});
afterAll(() => created.close());

const json = { 'content-type': 'application/json' };
const LOGIN = `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") { accessToken } }`;
const post = (query: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body: JSON.stringify({ query }),
});

describe('the address of the client', () => {
  /** What a session tells of who has signed in. */
  const addressOf = async (send: (init: RequestInit) => Promise<Response>) => {
    const forged = { 'x-forwarded-for': '198.51.100.1', forwarded: 'for=198.51.100.1', 'x-real-ip': '198.51.100.1' };
    const { data } = (await (await send(post(LOGIN, forged))).json()) as { data: { login: { accessToken: string } } };
    const authorization = `Bearer ${data.login.accessToken}`;
    const answer = await send(post('{ session { ipAddress } }', { ...forged, authorization }));
    return ((await answer.json()) as { data: { session: { ipAddress: string | null } } }).data.session.ipAddress;
  };
  const toFetch = (clientAddress?: string) => (init: RequestInit) =>
    created.server.fetch(new Request('https://api.example.com/graphql', init), { clientAddress });

  test.each(['203.0.113.7', '2001:db8::7'])('is what fetch is told: %s', async (clientAddress) => {
    expect(await addressOf(toFetch(clientAddress))).toBe(clientAddress);
  });

  test('is not known to fetch otherwise, whatever headers say', async () => {
    expect(await addressOf(toFetch())).toBeNull();
  });

  test.each(['', 'unknown', '203.0.113.7, 10.0.0.1', '203.0.113.7:443'])('is not %j', async (clientAddress) => {
    await expect(toFetch(clientAddress)(post('{ __typename }'))).rejects.toThrow(
      new TypeError('clientAddress is not an IP address. Pass the address that your host knows, or leave it out.'),
    );
  });

  test('is that of the connection for handler, whatever headers say', async () => {
    const host = await hostOfHandler(created.server);
    expect(await addressOf((init) => host.send('/graphql', init))).toBe('127.0.0.1');
    await host.close();
  });
});

describe('a body that the host has read', () => {
  const read = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const nested = `${'['.repeat(500)}${']'.repeat(500)}`;

  test.each<[string, (bytes: Buffer) => unknown]>([
    ['parsed', (bytes) => JSON.parse(bytes.toString())],
    ['as text', (bytes) => bytes.toString()],
    ['as bytes', (bytes) => bytes],
  ])('%s, is taken from request.body, within the same limits', async (_how, bodyOf) => {
    const host = await hostOfHandler(created.server, async (request) => {
      Object.assign(request, { body: bodyOf(await read(request)) });
    });
    const statusOf = async (init: RequestInit) => (await host.send('/graphql', { method: 'POST', ...init })).status;
    const answer = await host.send('/graphql', post('{ __typename }'));
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
    expect(await statusOf({ headers: json, body: `{"x":${nested}}` })).toBe(400);
    expect(await statusOf({ headers: json, body: `{"query":"${'x'.repeat(1024 * 1024)}"}` })).toBe(413);
    // Without its type, a form of another site could send it.
    expect(await statusOf({ headers: { 'content-type': 'text/plain' }, body: '{"query":"{ __typename }"}' })).toBe(400);
    await host.close();
  });

  test('and left nowhere, is a mistake that the log tells', async () => {
    const host = await hostOfHandler(created.server, async (request) => void (await read(request)));
    const response = await host.send('/graphql', post('{ __typename }'));
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(created.logged.filter(({ msg }) => msg === 'request failed')).toMatchObject([
      {
        err: { message: expect.stringMatching(/^The body of the request was read .*, and is not in request\.body\./) },
      },
    ]);
    await host.close();
  });

  test('is a mistake of who calls fetch', async () => {
    const request = new Request('https://api.example.com/graphql', post('{ __typename }'));
    await request.text();
    await expect(created.server.fetch(request)).rejects.toThrow(
      new TypeError('The body of the request was read before the server received it. Pass the request on unread.'),
    );
  });
});

describe('a host with routes of its own', () => {
  test('goes on with what is not of this server', async () => {
    const passedOn: string[] = [];
    const host = await hostOfHandler({
      handler: (request, response) =>
        created.server.handler(request, response, () => {
          passedOn.push(request.url ?? '');
          response.end('of the host');
        }),
    });
    expect(await (await host.send('/products?page=2')).text()).toBe('of the host');
    expect(await (await host.send('/graphql', post('{ __typename }'))).json()).toEqual({
      data: { __typename: 'Query' },
    });
    expect(passedOn).toEqual(['/products?page=2']);
    await host.close();
  });
});

describe('a body that fetch does not read to its end', () => {
  /** A body that never ends, and whether it was given up. */
  const endless = (chunk: string) => {
    let isCancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.from(chunk)),
      cancel: () => {
        isCancelled = true;
      },
    });
    return { init: { method: 'POST', headers: json, body, duplex: 'half' as const }, isCancelled: () => isCancelled };
  };

  test.each([
    ['too large', '/graphql', 413],
    ['of a path that is not there', '/nowhere', 404],
  ])('is cancelled: %s', async (_what, path, status) => {
    const host = await hostOfFetch(created.server);
    const { init, isCancelled } = endless('x'.repeat(1024));
    expect((await host.send(path, init)).status).toBe(status);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isCancelled()).toBe(true);
  });

  test('because the client went away, is answered 400 for nobody', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('ECONNRESET')) });
    const init = { method: 'POST', headers: json, body, duplex: 'half' as const };
    const response = await (await hostOfFetch(created.server)).send('/graphql', init);
    expect(response.status).toBe(400);
  });
});
