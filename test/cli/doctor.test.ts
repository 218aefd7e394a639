import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { sql } from 'kysely';
import type { NamedFinding } from '../../src/doctor/index.js';
import { putPem } from '../support/certificates.js';
import { runCliHere } from '../support/cli-here.js';
import { createTestPlace, engines, type TestPlace } from '../support/databases.js';
import { startInstance } from '../support/instance.js';
import { type JwksServer, startJwksServer } from '../support/jwks-server.js';
import { masterKey } from '../support/master-key.js';
import { administer, dropPostgresDatabase, postgresUrl } from '../support/postgres.js';
import { freePort } from '../support/process.js';
import { MASTER_KEY } from '../support/server.js';
import { createServerPlace } from '../support/server-place.js';
import { type SmtpServer, startSmtpServer } from '../support/smtp-server.js';
import { withDatabase } from '../support/with-database.js';
import { createTestFolder, type TestFolder } from './folder.js';

const PASSWORD = `secret-${randomBytes(8).toString('hex')}`;

let place: TestPlace;
let folder: TestFolder;
let smtp: SmtpServer;
let issuer: JwksServer;
let env: Record<string, string>;
let jwks: { readonly keys: readonly object[] };

/** An issuer that publishes its keys, and metadata that says where. */
const answerAs =
  ({ keys = jwks as object, named = 'itself', date }: { keys?: object; named?: string; date?: Date } = {}) =>
  (request: { url?: string; headers: { host?: string } }, response: import('node:http').ServerResponse) => {
    const origin = `http://${request.headers.host}`;
    const metadata = { issuer: named === 'itself' ? origin : named, jwks_uri: `${origin}/jwks.json` };
    if (date) response.setHeader('date', date.toUTCString());
    if (request.url === '/jwks.json') response.end(JSON.stringify(keys));
    else if (request.url === '/.well-known/openid-configuration') response.end(JSON.stringify(metadata));
    else response.writeHead(404).end();
  };

beforeAll(async () => {
  place = await createServerPlace('SQLite');
  folder = createTestFolder();
  const instance = await startInstance({ place, env: { TOKEN_ALGORITHM: 'ES256' } });
  await instance.close();
  const { publicKey } = await generateKeyPair('ES256');
  jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] };
  issuer = await startJwksServer(answerAs());
  smtp = await startSmtpServer({ takesPasswords: true });
  for (const part of ['cert', 'key'] as const) putPem('first', part, join(folder.path, `${part}.pem`));
  chmodSync(join(folder.path, 'key.pem'), 0o600);
  const { origin } = new URL(issuer.jwksUri);
  env = {
    DATA_DIR: place.dataDir,
    MASTER_KEY,
    TOKEN_ALGORITHM: 'ES256',
    PORT: '0',
    PUBLIC_URL: 'https://localhost',
    TLS_CERT_FILE: join(folder.path, 'cert.pem'),
    TLS_KEY_FILE: join(folder.path, 'key.pem'),
    SMTP_URL: `smtp://mailer:${PASSWORD}@127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'no-reply@example.com',
    TRUSTED_ISSUERS: JSON.stringify([
      { issuer: origin, jwksUri: issuer.jwksUri, audience: 'api', algorithms: ['ES256'] },
    ]),
  };
});
afterAll(async () => {
  await smtp.close();
  await issuer.close();
  folder.remove();
  await place.remove();
});
afterEach(() => {
  issuer.answer(answerAs());
  chmodSync(join(folder.path, 'key.pem'), 0o600);
  chmodSync(join(place.dataDir, 'portcullis.sqlite'), 0o600);
});

/** What is not as it should be; and that no secret shows. */
async function examine(changes: Record<string, string | undefined> = {}): Promise<readonly NamedFinding[]> {
  const { code, stdout, stderr } = await runCliHere(['doctor', '--json'], {
    cwd: folder.path,
    env: { ...env, ...changes },
  });
  for (const secret of [PASSWORD, changes.MASTER_KEY ?? MASTER_KEY]) expect(stdout + stderr).not.toContain(secret);
  const findings: readonly NamedFinding[] = JSON.parse(stdout);
  expect(code).toBe(Number(findings.some(({ level }) => level === 'error')));
  return findings.filter(isWrong);
}

/** How much room the disk of the tests has is not theirs to say. */
function isWrong({ check, level }: NamedFinding): boolean {
  return level !== 'ok' && check !== 'disk';
}

const found = (check: string, level: string, message: RegExp) =>
  expect.objectContaining({ check, level, message: expect.stringMatching(message) });

test('where all is well, everything is looked at, nothing is found, and nothing changed', async () => {
  const state = () => [readdirSync(place.dataDir), readFileSync(join(place.dataDir, 'portcullis.sqlite'))];
  const before = state();
  const { code, stdout } = await runCliHere(['doctor', '--json'], { cwd: folder.path, env });
  const findings: readonly NamedFinding[] = JSON.parse(stdout);
  expect(findings.filter(isWrong)).toEqual([]);
  expect([...new Set(findings.map(({ check }) => check))]).toEqual([
    ...['configuration', 'schema', 'master-key', 'database', 'migrations', 'disk', 'files', 'issuers', 'clock'],
    ...['tls', 'port', 'signing-keys', 'smtp'],
  ]);
  expect(code).toBe(Number(findings.some(({ level }) => level === 'error')));
  expect(smtp.mails).toEqual([]);
  expect(state()).toEqual(before);
});

test('for people, a line a finding, and how to fix it', async () => {
  const { code, stdout } = await runCliHere(['doctor'], { cwd: folder.path, env: { ...env, PORT: 'abc' } });
  expect(code).toBe(1);
  expect(stdout).toBe(
    'error    configuration: PORT: Write a whole number from 0 to 65535.\n\nerrors: 1, warnings: 0, ok: 0\n',
  );
});

describe('what is wrong with the configuration', () => {
  test('is listed all at once', async () => {
    expect(await examine({ PORT: 'abc', MASTER_KEY: 'short', SMTP_URL: undefined })).toEqual([
      found('configuration', 'error', /^PORT: /),
      found('configuration', 'error', /^MASTER_KEY: /),
      found('configuration', 'error', /^SMTP_URL, MAIL_FROM: /),
    ]);
  });

  test('as a warning, it is no error', async () => {
    expect(await examine({ TOKEN_AUDIENCES: 'x' })).toEqual([found('configuration', 'warning', /TOKEN_AUDIENCES/)]);
  });

  test('is what stops a server in production from listening, but not one inside another', async () => {
    const plain = { TLS_CERT_FILE: undefined, TLS_KEY_FILE: undefined };
    const production = { ...plain, NODE_ENV: 'production', PUBLIC_URL: 'https://api.example.com' };
    expect(await examine(production)).toEqual([found('configuration', 'error', /^TLS_CERT_FILE: In production/)]);
    const { stdout } = await runCliHere(['doctor', '--embedded'], { cwd: folder.path, env: { ...env, ...production } });
    expect(stdout).not.toMatch(/^(error|warning) +(?!disk:)/m);
    expect(stdout).toMatch(/\nerrors: \d+, warnings: \d+, ok: \d+\n$/);
    expect(stdout).not.toMatch(/ (tls|port): /);
  });

  test('is thrown by a configuration file that reads the environment itself', async () => {
    folder.write('own.config.mjs', "throw new Error('OWN: It is missing.');");
    const { code, stdout } = await runCliHere(['doctor', '--json', '--config', 'own.config.mjs'], {
      cwd: folder.path,
      env,
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      found('configuration', 'error', /^own\.config\.mjs cannot be read: OWN: It is missing\./),
    ]);
  });
});

test('a role that TRUSTED_ISSUERS maps to, and that is none', async () => {
  const [options] = JSON.parse(env.TRUSTED_ISSUERS ?? '[]');
  const mapped = { ...options, roles: { claim: 'roles', map: { boss: 'BOSS' } } };
  expect(await examine({ TRUSTED_ISSUERS: JSON.stringify([mapped]) })).toEqual([
    found('schema', 'error', /maps to the unknown role BOSS/),
  ]);
});

describe('of the embedded database', () => {
  test('none, which the first start makes, and doctor does not', async () => {
    const dataDir = join(folder.path, 'none');
    expect(await examine({ DATA_DIR: dataDir })).toEqual([]);
    expect(() => rmSync(dataDir)).toThrow(/ENOENT/);
  });

  test('none, and no place for one', async () => {
    folder.write('file', 'no folder');
    expect(await examine({ DATA_DIR: join(folder.path, 'file/data') })).toEqual([
      found('database', 'error', /No database can be created in|cannot be/),
    ]);
  });

  test('a file that is no database', async () => {
    const dataDir = join(folder.path, 'damaged');
    mkdirSync(dataDir, { mode: 0o700 });
    writeFileSync(join(dataDir, 'portcullis.sqlite'), 'no database at all'.repeat(100), { mode: 0o600 });
    expect(await examine({ DATA_DIR: dataDir })).toEqual([
      found('database', 'error', /is damaged, or is not a database/),
    ]);
  });

  test('a migration that did not run, and one that a newer server made', async () => {
    const change = (text: string) => withDatabase(place, ({ query }) => sql.raw(text).execute(query));
    await change("update migrations set name = 'keys/003-later' where name = 'keys/002-rotation'");
    expect(await examine()).toEqual([found('migrations', 'error', /does not know keys\/003-later\.$/)]);
    await change("delete from migrations where name = 'keys/003-later'");
    expect(await examine()).toEqual([found('migrations', 'warning', /pending: keys\/002-rotation\.$/)]);
    await change("insert into migrations (name, timestamp) values ('keys/002-rotation', '')");
    expect(await examine()).toEqual([]);
  });

  test('files that others can read', async () => {
    const file = join(place.dataDir, 'portcullis.sqlite');
    chmodSync(file, 0o644);
    chmodSync(join(folder.path, 'key.pem'), 0o604);
    // With the files that SQLite makes beside it, while it is open.
    const all = await examine();
    expect(all.every(({ check, level }) => check === 'files' && level === 'error')).toBe(true);
    expect(all).toContainEqual(found('files', 'error', /portcullis\.sqlite has the mode 0644/));
    expect(all).toContainEqual(found('files', 'error', /key\.pem has the mode 0604/));
    chmodSync(file, 0o660);
    chmodSync(join(folder.path, 'key.pem'), 0o640);
    const ofGroup = await examine();
    expect(ofGroup.every(({ check, level }) => check === 'files' && level === 'warning')).toBe(true);
    expect(ofGroup).toContainEqual(found('files', 'warning', /portcullis\.sqlite has the mode 0660/));
  });

  test('an access log that cannot be written, or that others can read', async () => {
    const nowhere = join(folder.path, 'none', 'access.jsonl');
    expect(await examine({ ACCESS_LOG: `all,file:${nowhere}` })).toEqual([
      found('access-log', 'error', /^ACCESS_LOG: .*access\.jsonl cannot be written to \(ENOENT\)\.$/),
    ]);
    expect(await examine({ ACCESS_LOG: `all,file:${folder.path}` })).toEqual([
      found('access-log', 'error', /^ACCESS_LOG: .* cannot be written to \(EISDIR\)\.$/),
    ]);
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    expect(await examine({ ACCESS_LOG: `all,file:${pipe}` })).toEqual([
      found('access-log', 'error', /^ACCESS_LOG: .*pipe is a pipe\.$/),
    ]);
    const file = join(folder.path, 'access.jsonl');
    expect(await examine({ ACCESS_LOG: `all,file:${file}` })).toEqual([]);
    folder.write('access.jsonl', '');
    chmodSync(file, 0o644);
    expect(await examine({ ACCESS_LOG: `all,file:${file}` })).toEqual([
      found('files', 'error', /access\.jsonl has the mode 0644/),
    ]);
  });
});

(engines.includes('PostgreSQL') ? describe : describe.skip)('of PostgreSQL', () => {
  const server = postgresUrl() ?? '';
  let other: TestPlace;
  beforeAll(async () => {
    other = await createTestPlace('PostgreSQL');
    const instance = await startInstance({ place: other, env: { TOKEN_ALGORITHM: 'ES256' } });
    await instance.close();
  });
  // Its settings are not what another test wants.
  afterAll(async () => {
    await dropPostgresDatabase(server, other.url ?? '');
    await other.remove();
  });
  /** But for what other tests do there at the same time. */
  const examineThere = async () => {
    const findings = await examine({ DATABASE_URL: other.url });
    return findings.filter(({ check, level }) => !(check === 'connections' && level === 'warning'));
  };
  const alter = (change: string) =>
    administer(server, `alter database "${new URL(other.url ?? '').pathname.slice(1)}" ${change}`);

  test('nothing, where all is well', async () => {
    expect(await examineThere()).toEqual([]);
  });

  test('one that is out of reach, without its password', async () => {
    const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${await freePort()}/nowhere`;
    expect(await examine({ DATABASE_URL: url })).toEqual([
      found('database', 'error', /^The database of DATABASE_URL cannot be used: .*ECONNREFUSED/),
    ]);
  });

  test('one that can only be read', async () => {
    await alter('set default_transaction_read_only = on');
    expect(await examineThere()).toEqual([found('database', 'error', /accepts no writes \(.*read-only transaction\)/)]);
    await alter('reset default_transaction_read_only');
  });

  test('one that allows fewer connections than an instance opens', async () => {
    await alter('connection limit 5');
    expect(await examineThere()).toEqual([
      found('connections', 'error', /^The database allows 5 connections, .* each instance opens up to 11\.$/),
    ]);
    await alter('connection limit -1');
  });
});

describe('of the keys', () => {
  test('a master key that is gone', async () => {
    expect(await examine({ MASTER_KEY: undefined })).toEqual([
      found('master-key', 'error', /has a database but no master\.key/),
    ]);
  });

  test('another master key than the one that sealed them', async () => {
    expect(await examine({ MASTER_KEY: masterKey(99) })).toEqual([
      found('signing-keys', 'error', /^MASTER_KEY opens none of the signing keys/),
    ]);
  });

  test('one of two that does not open', async () => {
    const kid = 'f'.repeat(32);
    await withDatabase(place, async ({ query }) => {
      const key = await query.selectFrom('signing_keys').selectAll().executeTakeFirstOrThrow();
      await query
        .insertInto('signing_keys')
        .values({ ...key, kid })
        .execute();
    });
    expect(await examine()).toEqual([
      found('signing-keys', 'warning', new RegExp(`^The signing key ${kid} cannot be`)),
    ]);
    await withDatabase(place, ({ query }) => query.deleteFrom('signing_keys').where('kid', '=', kid).execute());
  });
});

describe('of the mail server', () => {
  const at = (mailPort: number, user = `mailer:${PASSWORD}@`) => ({ SMTP_URL: `smtp://${user}127.0.0.1:${mailPort}` });

  test('one that is not there', async () => {
    expect(await examine(at(await freePort()))).toEqual([found('smtp', 'error', /cannot be used \(E/)]);
  });

  test('one without the TLS that smtps:// is', async () => {
    expect(await examine({ SMTP_URL: `smtps://mailer:${PASSWORD}@127.0.0.1:${smtp.port}` })).toEqual([
      found('smtp', 'error', /cannot be used \(E(TLS|SOCKET)/),
    ]);
  });

  test('one whose certificate nobody vouches for', async () => {
    const [cert, key] = ['cert', 'key'].map((part) => readFileSync(join(folder.path, `${part}.pem`)));
    const secure = await startSmtpServer({ certificate: { cert: cert as Buffer, key: key as Buffer } });
    expect(await examine({ SMTP_URL: `smtps://127.0.0.1:${secure.port}` })).toEqual([
      found('smtp', 'error', /cannot be used \(E.*: self-signed certificate\)/),
    ]);
    await secure.close();
  });

  test('one that refuses the password, and repeats it', async () => {
    const refusing = await startSmtpServer({ takesPasswords: true, answerToPassword: `535 Not ${PASSWORD}` });
    expect(await examine(at(refusing.port))).toEqual([
      found('smtp', 'error', /refuses the user of SMTP_URL \(EAUTH: 535\)/),
    ]);
    await refusing.close();
  });

  test('one that takes no passwords, which is right for whoever sends none', async () => {
    const open = await startSmtpServer();
    expect(await examine(at(open.port))).toEqual([found('smtp', 'error', /accepts no passwords/)]);
    expect(await examine(at(open.port, ''))).toEqual([]);
    await open.close();
  });

  test('none, in production', async () => {
    const none = { SMTP_URL: undefined, MAIL_FROM: undefined };
    expect(await examine(none)).toEqual([]);
    expect(await examine({ ...none, NODE_ENV: 'production' })).toContainEqual(
      found('smtp', 'warning', /no mail can be sent/),
    );
  });
});

describe('of a trusted issuer', () => {
  test('keys that cannot be had', async () => {
    issuer.answer((_request, response) => void response.writeHead(500).end());
    expect(await examine()).toEqual([found('issuers', 'error', /jwks\.json answered with status 500\.$/)]);
  });

  test('keys that are for other algorithms', async () => {
    const [options] = JSON.parse(env.TRUSTED_ISSUERS ?? '[]');
    const rs256 = JSON.stringify([{ ...options, algorithms: ['RS256'] }]);
    expect(await examine({ TRUSTED_ISSUERS: rs256 })).toEqual([found('issuers', 'error', /can be used with RS256\.$/)]);
  });

  test('metadata of another name', async () => {
    issuer.answer(answerAs({ named: 'https://other.example.com/' }));
    expect(await examine()).toEqual([
      found('issuers', 'warning', /belongs to the issuer "https:\/\/other\.example\.com\/"/),
    ]);
    const [{ jwksUri: _, ...discovered }] = JSON.parse(env.TRUSTED_ISSUERS ?? '[]');
    expect(await examine({ TRUSTED_ISSUERS: JSON.stringify([discovered]) })).toEqual([
      found('issuers', 'error', /it names another issuer/),
    ]);
    issuer.answer(answerAs());
    expect(await examine({ TRUSTED_ISSUERS: JSON.stringify([discovered]) })).toEqual([]);
  });

  test('a clock that is an hour off', async () => {
    issuer.answer(answerAs({ date: new Date(Date.now() + 3_600_000) }));
    expect(await examine()).toEqual([
      found('clock', 'error', /^The clock of this machine is \d+ s behind that of http:/),
    ]);
  });
});

describe('of the certificate', () => {
  test('a key that is not its own', async () => {
    putPem('second', 'key', join(folder.path, 'second.pem'));
    chmodSync(join(folder.path, 'second.pem'), 0o600);
    expect(await examine({ TLS_KEY_FILE: join(folder.path, 'second.pem') })).toEqual([
      found('tls', 'error', /The key does not match the certificate/),
    ]);
  });

  test('a name that is not the one of PUBLIC_URL', async () => {
    const elsewhere = { PUBLIC_URL: 'https://api.example.com' };
    expect(await examine(elsewhere)).toEqual([found('tls', 'error', /is not for api\.example\.com/)]);
    expect(await examine({ ...elsewhere, TRUSTED_PROXIES: 'loopback' })).toEqual([
      found('tls', 'warning', /is not for api\.example\.com/),
    ]);
  });
});

describe('of the port', () => {
  let listening: Server;
  const listen = async (body: string) => {
    listening = createServer((_request, response) => void response.end(body));
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return String((listening.address() as AddressInfo).port);
  };
  const plain = { TLS_CERT_FILE: undefined, TLS_KEY_FILE: undefined };
  afterEach(async () => {
    listening.closeAllConnections();
    await new Promise((resolve) => listening.close(resolve));
  });

  test('another program on it', async () => {
    const taken = await listen('somebody else');
    expect(await examine({ ...plain, PORT: taken })).toEqual([found('port', 'error', /^Port \d+ is in use\.$/)]);
    expect(await examine({ METRICS_PORT: taken })).toEqual([
      found('port', 'error', /^Port \d+ of METRICS_PORT is in use\.$/),
    ]);
  });

  test('nobody', async () => {
    await listen('beside it');
    expect(await examine({ ...plain, PORT: String(await freePort()) })).toEqual([]);
  });

  test('the server itself, which is right', async () => {
    expect(await examine({ ...plain, PORT: await listen('{"status":"ok"}') })).toEqual([]);
  });
});
