// What a browser meets in these checks: servers of ours, and pages of other origins around them.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as sendRequest } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TIMEOUT_MILLISECONDS = 15_000;
const PAGE = '<!doctype html><meta charset="utf-8"><title>A page</title>';

export const USER = { email: 'ada@example.com', password: 'correct horse battery' };

const folder = mkdtempSync(join(tmpdir(), 'portcullis-browser-'));
const children = [];
const servers = [];

/** Ends the processes and servers, and removes what they wrote. */
export function endWorld() {
  for (const child of children) child.kill('SIGKILL');
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
}

const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
const files = ['-keyout', keyFile, '-out', certFile, '-subj', '/CN=api.example.com'];
execFileSync('openssl', ['req', ...kind, ...files], { stdio: 'pipe' });

/** A key and a certificate that nobody has signed but itself. */
export const CERTIFICATE = { TLS_KEY_FILE: keyFile, TLS_CERT_FILE: certFile };

/** A server of ours with the user `USER`, and a look into its database. */
export async function startApi(name, env) {
  const dataDir = join(folder, name);
  mkdirSync(dataDir);
  const child = spawn(process.execPath, [join(ROOT, 'dist/main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      MASTER_KEY: randomBytes(32).toString('base64'),
      TOKEN_ALGORITHM: 'ES256',
      ADMIN_EMAIL: USER.email,
      ADMIN_PASSWORD: USER.password,
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      if (/^Portcullis answers at /m.test(printed)) resolve();
    });
    child.on('exit', (code) => reject(new Error(`The server ended with ${code}: ${printed}`)));
  });
  const database = new Database(join(dataDir, 'portcullis.sqlite'), { readonly: true });
  const rows = (table) => database.prepare(`select * from ${table} order by id`).all();
  return {
    /** All that an operation may have changed. */
    state: () => ({ users: rows('users'), sessions: rows('sessions'), events: rows('audit_events') }),
  };
}

/** An empty page at every path; the port. */
export function servePages() {
  return listen(createServer(page));
}

/** Where a proxy has a page of its own: what an attacker's server gave before its name led here. */
export const OWN_PAGE = '/own-page';

/** A proxy in front of a server of ours that keeps what came by. */
export async function serveProxy(port) {
  const exchanges = createExchanges();
  const forward = forwardTo(port, 'http', exchanges);
  const answer = (request, response) => (request.url === OWN_PAGE ? page : forward)(request, response);
  return { port: await listen(createServer(answer)), exchanges };
}

/** The same over https for these hosts, scripts at others, and an empty page at all the rest. */
export async function serveTls(portOf, scripts) {
  const exchanges = createExchanges();
  const answers = new Map([
    ...Object.entries(portOf).map(([host, port]) => [host, forwardTo(port, 'https', exchanges)]),
    ...Object.entries(scripts).map(([host, text]) => [host, script(text)]),
  ]);
  const answer = (request, response) => (answers.get(request.headers.host) ?? page)(request, response);
  const certificate = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  return { port: await listen(createTlsServer(certificate, answer)), exchanges };
}

function script(text) {
  return (_request, response) => response.setHeader('content-type', 'text/javascript').end(text);
}

function page(_request, response) {
  response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
}

/** What went through a proxy to /graphql: `{ method, cookie, status, type }`. */
function createExchanges() {
  const all = [];
  const waiting = new Set();
  return {
    add: (exchange) => {
      all.push(exchange);
      for (const look of waiting) look();
    },
    /** Those from now on: resolves with the first that was no preflight. */
    next: () => {
      const from = all.length;
      return () =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('Nothing arrived at the server.')), TIMEOUT_MILLISECONDS);
          const look = () => {
            const found = all.slice(from).find(({ method }) => method !== 'OPTIONS');
            if (!found) return;
            clearTimeout(timer);
            waiting.delete(look);
            resolve(found);
          };
          waiting.add(look);
          look();
        });
    },
  };
}

function forwardTo(port, scheme, exchanges) {
  return (request, response) => {
    const { method, url: path, headers, socket } = request;
    const forwarded = { ...headers, 'x-forwarded-for': socket.remoteAddress, 'x-forwarded-proto': scheme };
    const sent = sendRequest({ host: '127.0.0.1', port, method, path, headers: forwarded }, (answer) => {
      const { cookie = '' } = headers;
      const { statusCode: status, headers: answered } = answer;
      // Not the files of the page that a browser gets there.
      if (/^\/graphql(\?|$)/.test(path)) exchanges.add({ method, cookie, status, type: answered['content-type'] });
      response.writeHead(status, answered);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    request.pipe(sent);
  };
}

function listen(server) {
  servers.push(server);
  return new Promise((resolve, reject) => {
    server.on('error', reject).listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}
