// The server behind Debian's nginx, set up as docs/deploying.md has it: the configuration is read from there, with other
// ports and files. It knows the address of the client and whether that speaks https, whatever a client writes into the
// headers; also behind two proxies. `npm run build` goes before; nginx and openssl are there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLater, closing, ROOT } from './folders.mjs';
import { freePorts, NOBODY, startProgram } from './programs.mjs';

const NAME = 'api.example.com';
const HSTS = 'max-age=31536000';
const ADMIN = { email: 'root@example.com', password: 'a password of the admin' };
/** Of this machine all of them; the proxies have 127.0.0.1, and this one is nobody's. */
const CLIENT = '127.0.0.9';
const VICTIM = '198.51.100.7';

const folder = mkdtempSync(join(tmpdir(), 'portcullis-nginx-'));
const [certificate, key] = ['cert.pem', 'key.pem'].map((file) => join(folder, file));
const hasIpv6 = Object.values(networkInterfaces()).some((each) => each?.some(({ address }) => address === '::1'));

/** The configuration in the docs, with a part of it in the place of another, which has to be there. */
function changed(text, changes) {
  return changes.reduce((before, [part, other]) => {
    assert.ok(before.includes(part), `docs/deploying.md has no "${part}" in the configuration of nginx.`);
    return before.replaceAll(part, other);
  }, text);
}

/** A proxy of the docs that listens and leads elsewhere. */
function proxyOf({ name, listens, redirects, to, changes = [] }) {
  const [, text] = /^```nginx\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'docs/deploying.md'), 'utf8')) ?? [];
  assert.ok(text, 'docs/deploying.md has a configuration of nginx.');
  return changed(text, [
    ['upstream portcullis', `upstream ${name}`],
    ['http://portcullis;', `http://${name};`],
    ['server 127.0.0.1:4000;', `server 127.0.0.1:${to};`],
    ['    listen 443 ssl http2;\n', `    listen 127.0.0.1:${listens} ssl http2;\n`],
    ['    listen [::]:443 ssl http2;\n', hasIpv6 ? `    listen [::1]:${listens} ssl http2;\n` : ''],
    ['    listen 80;\n', `    listen 127.0.0.1:${redirects};\n`],
    ['    listen [::]:80;\n', ''],
    ['/etc/ssl/api.example.com.pem', certificate],
    ['/etc/ssl/api.example.com.key', key],
    ...changes,
  ]);
}

/** Of a proxy that speaks plain http. */
const PLAIN = [
  [' ssl http2;', ';'],
  [`    ssl_certificate ${certificate};\n`, ''],
  [`    ssl_certificate_key ${key};\n`, ''],
];

function configurationOf(proxies) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    `daemon off; pid ${join(folder, 'nginx.pid')}; error_log stderr; events {}`,
    'http {',
    'access_log off;',
    ...temporary.map((each) => `${each}_temp_path ${join(folder, each)};`),
    ...proxies.map(proxyOf),
    '}',
  ].join('\n');
}

/** As somebody without rights. */
function startNginx(proxies) {
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configurationOf(proxies));
  const isRoot = process.getuid() === 0;
  if (isRoot) for (const each of ['', ...readdirSync(folder)]) chownSync(join(folder, each), NOBODY, NOBODY);
  const command = ['nginx', '-p', folder, '-c', file, '-e', 'stderr'];
  const options = { ...(isRoot && { uid: NOBODY, gid: NOBODY }), env: { PATH: `${process.env.PATH}:/usr/sbin` } };
  const [{ listens }] = proxies;
  return startProgram(command, options, () =>
    ask({ port: listens, path: '/healthz' }).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
}

function startPortcullis(port, data) {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: data,
    MASTER_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: `https://${NAME}`,
    TRUSTED_PROXIES: '127.0.0.1',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: 'warn',
  };
  const command = [process.execPath, join(ROOT, 'dist/main.js')];
  return startProgram(command, { env, cwd: ROOT }, (output) => output.includes('Portcullis answers at'));
}

/** A request from an address of this machine, over TLS unless it is plain. */
function ask({ port, host = '127.0.0.1', from = CLIENT, path = '/graphql', headers = {}, body, isPlain = false }) {
  const options = {
    host,
    port,
    path,
    agent: false,
    ...(host === '127.0.0.1' && { localAddress: from }),
    method: body ? 'POST' : 'GET',
    headers: { host: NAME, 'content-type': 'application/json', ...headers },
  };
  const secure = { ca: readFileSync(certificate), servername: NAME };
  return new Promise((resolve, reject) => {
    const request = isPlain ? http.request(options) : https.request({ ...options, ...secure });
    request.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.end(body && JSON.stringify(body));
  });
}

/** From where a session was opened, as its owner sees it, and what the browser is told about https. */
async function seen(way) {
  const query =
    'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }';
  const signedIn = await ask({ ...way, body: { query, variables: ADMIN } });
  const token = JSON.parse(signedIn.text).data?.login?.accessToken;
  assert.ok(token, signedIn.text);
  const headers = { ...way.headers, authorization: `Bearer ${token}` };
  const mine = await ask({ ...way, headers, body: { query: '{ session { ipAddress } }' } });
  const { session } = JSON.parse(mine.text).data;
  return [session.ipAddress, mine.headers['strict-transport-security']];
}

/** What a client writes to be taken for somebody else, or for one who speaks something else. */
const FORGERIES = [
  {},
  { 'x-forwarded-for': VICTIM },
  { 'x-forwarded-for': `${VICTIM}, 127.0.0.1` },
  { 'x-forwarded-for': `127.0.0.1, ${VICTIM}, 127.0.0.1, 127.0.0.1` },
  { 'x-forwarded-for': [VICTIM, VICTIM] },
  { 'x-forwarded-for': `"${VICTIM}` },
  { forwarded: `for=${VICTIM}` },
  { forwarded: `for=${VICTIM};proto=http, for=127.0.0.1;proto=http` },
  { forwarded: `for=${VICTIM}`, 'x-forwarded-for': VICTIM },
  { forwarded: `for="${CLIENT}` },
  { 'x-forwarded-proto': 'http' },
  { 'x-forwarded-proto': 'https' },
  { 'x-forwarded-proto': 'https, https' },
  { 'x-forwarded-for': VICTIM, 'x-forwarded-proto': 'https', forwarded: `for=${VICTIM};proto=https` },
  { 'x-real-ip': VICTIM, 'true-client-ip': VICTIM, 'x-client-ip': VICTIM, 'cf-connecting-ip': VICTIM },
];

const stops = [];
try {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`],
      ...['-addext', `subjectAltName=DNS:${NAME}`, '-keyout', key, '-out', certificate],
    ],
    { stdio: 'pipe' },
  );
  const [server, front, redirects, plain, outer, inner, dual, ...others] = await freePorts(11);
  stops.push(await startPortcullis(server, join(folder, 'data')));
  stops.push(
    await startNginx([
      { name: 'front', listens: front, redirects, to: server },
      { name: 'plain', listens: plain, redirects: others.pop(), to: server, changes: PLAIN },
      { name: 'outer', listens: outer, redirects: others.pop(), to: inner },
      {
        name: 'inner',
        listens: inner,
        redirects: others.pop(),
        to: server,
        changes: [
          ...PLAIN,
          ['        proxy_set_header X-Forwarded-Proto $scheme;\n', ''],
          ['        proxy_set_header X-Request-Id $request_id;\n', ''],
        ],
      },
      ...(hasIpv6
        ? [
            {
              name: 'dual',
              listens: dual,
              redirects: others.pop(),
              to: server,
              // One socket for both: IPv4 clients have IPv6 addresses there.
              changes: [
                [`    listen 127.0.0.1:${dual} ssl http2;\n`, ''],
                [`listen [::1]:${dual} ssl http2;`, `listen [::]:${dual} ssl http2 ipv6only=off;`],
              ],
            },
          ]
        : []),
    ]),
  );
  for (const headers of FORGERIES) {
    await checkLater(
      `the client is known by TLS, by plain http, by two proxies: ${JSON.stringify(headers)}`,
      async () => {
        assert.deepEqual(await seen({ port: front, headers }), [CLIENT, HSTS]);
        assert.deepEqual(await seen({ port: plain, isPlain: true, headers }), [CLIENT, undefined]);
        assert.deepEqual(await seen({ port: outer, headers }), [CLIENT, HSTS]);
      },
    );
  }
  await checkLater('clients have addresses of their own', async () => {
    assert.deepEqual(await seen({ port: front, from: '127.0.0.8' }), ['127.0.0.8', HSTS]);
  });
  await checkLater('a request has the id that nginx made, whatever a client writes', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    for (const port of [front, outer]) {
      const [one, other] = [{}, { 'x-request-id': 'mine', traceparent }].map((headers) => ask({ port, headers }));
      const ids = [(await one).headers['x-request-id'], (await other).headers['x-request-id']];
      for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/);
      assert.notEqual(ids[1], '4bf92f3577b34da6a3ce929d0e0e4736');
      assert.notEqual(ids[0], ids[1]);
    }
  });
  await checkLater('plain http leads to https', async () => {
    const { status, headers } = await ask({ port: redirects, isPlain: true, path: '/graphql' });
    assert.deepEqual([status, headers.location], [301, `https://${NAME}/graphql`]);
  });
  await checkLater('an answer has its headers once', async () => {
    const { headers } = await ask({ port: front, path: '/healthz' });
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers['strict-transport-security'], HSTS);
  });
  if (hasIpv6) {
    await checkLater('an IPv6 client has its address in the canonical form', async () => {
      for (const headers of FORGERIES) {
        assert.deepEqual(await seen({ port: front, host: '::1', headers }), ['::1', HSTS]);
      }
    });
    await checkLater('an IPv4 client of an IPv6 socket has an IPv4 address', async () => {
      assert.deepEqual(await seen({ port: dual }), [CLIENT, HSTS]);
    });
  } else console.log('There is no IPv6 here: its checks were left out.');
} finally {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true });
}
closing();
