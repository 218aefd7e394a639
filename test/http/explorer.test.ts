import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Host, hosts } from '../support/embedded.js';
import { createTestServer, startServer, type TestServer } from '../support/server.js';

const PRODUCTION = { NODE_ENV: 'production' } as const;
const HTML = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } as const;
const FILES = ['graphiql.js', 'graphiql.css', 'sandbox.js'] as const;
const PATHS = [...FILES, 'rules'].map((name) => `/graphql/explorer/${name}`);

const started: TestServer[] = [];
const start = async (env: Readonly<Record<string, string>>) => {
  const server = await startServer({ env });
  started.push(server);
  return server;
};
afterAll(() => Promise.all(started.map((server) => server.close())));
const get = (server: TestServer, path: string, headers: Readonly<Record<string, string>> = HTML) =>
  fetch(new URL(path, server.url), { headers, redirect: 'manual' });

/** The nonce of a page, and the page with another word in its place. */
async function readPage(response: Response) {
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  const nonce = /'nonce-([^']*)'/.exec(policy)?.[1] ?? 'none';
  return { nonce, html: html.replaceAll(nonce, 'NONCE'), policy: policy.replaceAll(nonce, 'NONCE') };
}

describe.each([
  ['by default', {}],
  ['with EXPLORER=off, in development too', { EXPLORER: 'off', NODE_ENV: 'development' }],
])('in production %s', (_name, env) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start({ ...PRODUCTION, ...env });
  });

  test('a browser gets no page, no file and no rule', async () => {
    const page = await get(server, '/graphql');
    expect([page.status, page.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
    expect((await get(server, '/graphql', { accept: 'text/html' })).status).toBe(406);
    for (const path of PATHS) expect([path, (await get(server, path)).status]).toEqual([path, 404]);
    expect((await get(server, '/graphql?explorer=graphiql')).status).toBe(400);
  });
});

describe('where EXPLORER is graphiql', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start({ ...PRODUCTION, EXPLORER: 'graphiql' });
  });

  test('a browser gets the page, which runs nothing but its own script', async () => {
    const response = await get(server, '/graphql');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    const { policy, html } = await readPage(response);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'nonce-NONCE'",
      "style-src 'self' 'nonce-NONCE'",
      'font-src data:',
      "img-src 'self' data:",
      "connect-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(html.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script src="graphql\/explorer\/graphiql\.js\?v=[\w-]{16}" nonce="NONCE" defer>$/),
    ]);
    expect(html).not.toMatch(/https?:|<iframe/);
  });

  test('its nonce is another one each time, of 128 bits', async () => {
    const nonces = await Promise.all(
      [1, 2, 3, 4].map(async () => (await readPage(await get(server, '/graphql'))).nonce),
    );
    expect(new Set(nonces).size).toBe(4);
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64')).toHaveLength(16);
  });

  test.each([
    ['an operation', '?query=mutation{logout}&variables={"a":1}&operationName=x'],
    ['a header', '?headers={"authorization":"Bearer%20x"}'],
    ['an endpoint', '?endpoint=https://evil.example.com/&url=//evil.example.com'],
    ['a script', '?explorer=%22%3E%3Cscript%3Ealert(1)%3C/script%3E'],
    ['a name that every object has', '?explorer=__proto__'],
    ['a path', '?explorer=../../../etc/passwd'],
  ])('of the address nothing comes into it: %s', async (_name, search) => {
    const plain = await readPage(await get(server, '/graphql'));
    const attacked = await readPage(await get(server, `/graphql${search}`));
    expect({ ...attacked, nonce: '' }).toEqual({ ...plain, nonce: '' });
  });

  test('API clients get what they got before', async () => {
    const query = '?query=%7B__typename%7D';
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json', 'text/*, application/json']) {
      const response = await get(server, `/graphql${query}`, { accept, 'apollo-require-preflight': 'x' });
      expect([accept, await response.json()]).toEqual([accept, { data: { __typename: 'Query' } }]);
    }
    const head = await fetch(server.url, { method: 'HEAD', headers: HTML });
    expect([head.status, head.headers.get('allow')]).toEqual([405, 'GET, POST']);
    const body = JSON.stringify({ query: '{ __typename }' });
    const headers = { ...HTML, 'content-type': 'application/json' };
    const posted = await fetch(server.url, { method: 'POST', headers, body });
    expect(await posted.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test.each(FILES)(
    '%s is what it says, is kept for good by its content, and cannot be taken for another',
    async (file) => {
      const path = `/graphql/explorer/${file}`;
      const response = await get(server, path, {});
      const body = new Uint8Array(await response.arrayBuffer());
      const version = createHash('sha256').update(body).digest('base64url').slice(0, 16);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': `text/${file.endsWith('css') ? 'css' : 'javascript'}; charset=utf-8`,
        'content-length': String(body.length),
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        etag: `"${version}"`,
      });
      expect((await get(server, `${path}?v=${version}`)).headers.get('cache-control')).toBe(
        'public, max-age=31536000, immutable',
      );
      expect((await get(server, `${path}?v=other`)).headers.get('cache-control')).toBe('no-cache');
      const known = await get(server, path, { 'if-none-match': `"${version}"` });
      expect([known.status, await known.text()]).toEqual([304, '']);
      const head = await fetch(new URL(path, server.url), { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
        200,
        String(body.length),
        '',
      ]);
      expect((await fetch(new URL(path, server.url), { method: 'POST' })).status).toBe(405);
    },
  );

  test.each([
    '/graphql/explorer/',
    '/graphql/explorer/LICENSES.txt',
    '/graphql/explorer/../package.json',
    '/graphql/explorer/%2e%2e/main.js',
  ])('no other file is served: %s', async (path) => {
    expect((await get(server, path)).status).toBe(404);
  });

  test('a start page is not there for it in production', async () => {
    expect((await get(server, '/')).status).toBe(404);
  });
});

describe('where EXPLORER is sandbox', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start({ NODE_ENV: 'development' });
  });

  test('which it is in development, the page is that of Sandbox, and has a way to GraphiQL', async () => {
    const { html, policy } = await readPage(await get(server, '/graphql'));
    expect(html).toContain('data-instead="?explorer=instead-of-sandbox"');
    expect(policy).not.toContain('unsafe');
    const other = await readPage(await get(server, '/graphql?explorer=instead-of-sandbox'));
    expect(other.html).toContain('src="graphql/explorer/graphiql.js?v=');
    expect(other.html).toContain('data-why="sandbox"');
    expect((await readPage(await get(server, '/graphql?explorer=graphiql'))).html).not.toContain('data-why');
    expect(other.policy).not.toContain('apollographql');
  });
});

test('an explorer that could send nothing stops the start', async () => {
  await expect(
    createTestServer({ env: { EXPLORER: 'graphiql', TRUSTED_DOCUMENTS: 'test/nowhere.json' } }),
  ).rejects.toThrow('EXPLORER: TRUSTED_DOCUMENTS_MODE is "only"');
});

test.each(Object.entries(hosts))(
  'in another server, by server.%s, it is there with all that belongs to it',
  async (_name, hostOf) => {
    const { server, close } = await createTestServer({ env: { NODE_ENV: 'development', EXPLORER: 'graphiql' } });
    const host: Host = await hostOf(server);
    const page = await host.send('/graphql', { headers: HTML });
    const script = /<script src="([^"]*)"/.exec(await page.text())?.[1];
    expect([page.status, (await host.send(`/${script}`)).status]).toEqual([200, 200]);
    expect((await host.send('/graphql/explorer/rules')).status).toBe(200);
    expect((await host.send('/graphql/explorer/other')).status).toBe(404);
    await host.close();
    await close();
  },
);
