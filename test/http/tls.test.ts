import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectSecurely } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemsOf } from '../server/problems.js';
import { type CertificateName, putPem, requestSecurely, shakeHands } from '../support/certificates.js';
import { sendRaw } from '../support/raw-http.js';
import { readMetrics } from '../support/read-metrics.js';
import { ADMIN, createTestServer, type NewServer, startServer, type TestServer } from '../support/server.js';

const LOGIN = {
  query: `mutation { login(email: "${ADMIN.email}", password: "${ADMIN.password}") { accessToken refreshToken } }`,
};

let folder: string;
let env: Record<string, string>;
const put = (name: CertificateName, part: 'cert' | 'key') => putPem(name, part, join(folder, `${part}.pem`));
const until = async (holds: () => Promise<boolean> | boolean) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-tls-'));
  env = { TLS_CERT_FILE: join(folder, 'cert.pem'), TLS_KEY_FILE: join(folder, 'key.pem'), INSECURE_HTTP: 'off' };
  put('first', 'cert');
  put('first', 'key');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('with TLS_CERT_FILE and TLS_KEY_FILE', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ env: { ...env, NODE_ENV: 'production', HOST: '127.0.0.1', METRICS_PORT: '0' } });
  });
  afterAll(() => server.close());
  const url = () => `https://localhost:${server.port}/graphql`;

  test('a client signs in, refreshes and reads over https', async () => {
    expect(server.url).toBe(`https://127.0.0.1:${server.port}/graphql`);
    const { status, headers, body } = await requestSecurely(url(), LOGIN);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
    const { accessToken, refreshToken } = body.data.login;
    const me = await requestSecurely(url(), { query: '{ me { email } }' }, { authorization: `Bearer ${accessToken}` });
    expect(me.body).toEqual({ data: { me: { email: ADMIN.email } } });
    const query = 'mutation ($token: String) { refresh(refreshToken: $token) { accessToken } }';
    const refreshed = await requestSecurely(url(), { query, variables: { token: refreshToken } });
    expect(refreshed.body.data.refresh.accessToken).toMatch(/^ey/);
  });

  test.each([
    ['TLSv1.2', 'TLSv1.2'],
    ['TLSv1.3', 'TLSv1.3'],
  ] as const)('%s is spoken', async (max, version) => {
    expect(await shakeHands(server.port, max)).toEqual({ name: 'first', version });
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('%s is not', async (max) => {
    await expect(shakeHands(server.port, max)).rejects.toThrow(/protocol version|unsupported protocol|no protocols/i);
  });

  test('plain http gets nothing, nor does what is no HTTP inside of TLS get an answer of somebody else', async () => {
    await expect(fetch(`http://127.0.0.1:${server.port}/healthz`)).rejects.toThrow();
    const noHttp = await sendRaw(server.port, 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n').catch((error) => error);
    expect(noHttp).not.toHaveProperty('status', 200);
    const answer = await new Promise<string>((resolve) => {
      const options = { port: server.port, host: '127.0.0.1', rejectUnauthorized: false };
      const socket = connectSecurely(options, () => socket.write('\u0001\u0002 nonsense\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*BAD_REQUEST/s);
    expect((await requestSecurely(url(), { query: '{ __typename }' })).status).toBe(200);
  });

  test('a connection is counted once, before its handshake and after it', async () => {
    const connections = async () => (await readMetrics(server)).get('portcullis_http_connections');
    const becomes = (count: number) => until(async () => (await connections()) === count);
    await becomes(0);
    const secure = connectSecurely({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(secure, 'secureConnect');
    secure.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(secure, 'data');
    expect(await connections()).toBe(1);
    const silent = connect(server.port, '127.0.0.1');
    await becomes(2);
    secure.destroy();
    await becomes(1);
    silent.destroy();
    await becomes(0);
  });

  test('a new certificate is there without a restart, once its key is there too', async () => {
    const errors = () => server.logged.filter(({ level }) => level === 50).map(({ msg }) => msg);
    put('second', 'cert');
    await until(() => errors().length > 0);
    expect(errors()).toEqual(['could not reload the TLS certificate; the previous one stays in use']);
    expect((await shakeHands(server.port)).name).toBe('first');
    put('second', 'key');
    await until(async () => (await shakeHands(server.port)).name === 'second');
    writeFileSync(join(folder, 'key.pem'), 'no key');
    await until(() => errors().length > 1);
    expect((await shakeHands(server.port)).name).toBe('second');
    expect(JSON.stringify(server.logged)).not.toContain('PRIVATE KEY');
    put('first', 'cert');
    put('first', 'key');
  });
});

describe('a server with TLS that is closed', () => {
  let created: NewServer;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    created = await createTestServer({ env });
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
  });

  test('does not wait for who connects and says nothing', async () => {
    const { port, url } = await created.server.listen();
    expect(url).toMatch(/^https:/);
    const silent = connect(port, '127.0.0.1');
    sockets.push(silent);
    await new Promise((resolve) => silent.once('connect', resolve));
    const ended = new Promise((resolve) => silent.once('close', resolve));
    await requestSecurely(`https://localhost:${port}/graphql`, { query: '{ __typename }' });
    await created.close();
    await ended;
  });
});

test('an expired certificate is told of', async () => {
  const later = Date.now() + 101 * 366 * 86_400_000;
  const server = await startServer({ env, clock: () => later });
  try {
    const told = server.logged.map(({ level, msg }) => [level, msg]);
    expect(told).toContainEqual([40, 'the TLS certificate has expired; clients refuse it']);
  } finally {
    await server.close();
  }
});

describe('a server does not start', () => {
  const problems = async (more: Record<string, string>) => {
    const { server, close } = await createTestServer({ env: { ...env, ...more } });
    try {
      const error: unknown = await server.listen().catch((problem: unknown) => problem);
      return problemsOf(() => {
        throw error;
      });
    } finally {
      await close();
    }
  };
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('with files that do not belong together, or are none', async () => {
    putPem('second', 'key', join(folder, 'other-key.pem'));
    expect(await problems({ TLS_KEY_FILE: join(folder, 'other-key.pem') })).toEqual([
      'TLS_KEY_FILE: The key does not match the certificate in TLS_CERT_FILE. Name a matching pair.',
    ]);
    expect(await problems({ TLS_KEY_FILE: write('no-key.pem', 'hush') })).toEqual([
      expect.stringMatching(/^TLS_KEY_FILE: The file contains no key/),
    ]);
    expect(await problems({ TLS_CERT_FILE: write('no-cert.pem', 'hush') })).toEqual([
      expect.stringMatching(/^TLS_CERT_FILE: The file contains no certificate/),
    ]);
    expect(await problems({ TLS_CERT_FILE: folder })).toEqual([
      `TLS_CERT_FILE: ${folder} cannot be read (EISDIR). Name a PEM file that this process may read.`,
    ]);
  });

  const PLAIN = { TLS_CERT_FILE: '', TLS_KEY_FILE: '', NODE_ENV: 'production', HOST: '127.0.0.1' };
  const HTTP = [/^TLS_CERT_FILE: In production, passwords and tokens must not travel over plain http\./];
  const ADDRESS = [/^PUBLIC_URL: In production, clients must reach the server over https\./];

  test('in production over plain http, or where clients would come by it', async () => {
    expect(await problems(PLAIN)).toEqual(HTTP.map(expect.stringMatching));
    expect(await problems({ ...PLAIN, PUBLIC_URL: 'http://api.example.com' })).toEqual(
      [...HTTP, ...ADDRESS].map(expect.stringMatching),
    );
    const proxied = { ...PLAIN, TRUSTED_PROXIES: 'loopback', PUBLIC_URL: 'http://api.example.com' };
    expect(await problems(proxied)).toEqual(ADDRESS.map(expect.stringMatching));
  });

  test.each([
    ['behind a proxy', { TRUSTED_PROXIES: 'loopback' }],
    ['where it is wanted', { INSECURE_HTTP: 'on', PUBLIC_URL: 'http://api.example.com' }],
    ['outside production', { NODE_ENV: 'development' }],
  ])('otherwise: %s it does, over http', async (_when, more) => {
    const { server, close } = await createTestServer({ env: { ...env, ...PLAIN, ...more } });
    try {
      expect((await server.listen()).url).toMatch(/^http:/);
    } finally {
      await close();
    }
  });

  test('but in another server it does: there, that one decides', async () => {
    const { server, close } = await createTestServer({ env: { ...env, ...PLAIN } });
    try {
      const answer = await server.fetch(new Request('https://api.example.com/healthz'));
      expect(answer.status).toBe(200);
    } finally {
      await close();
    }
  });
});
