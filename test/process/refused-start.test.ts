import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server } from 'node:net';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqlite } from '../../src/database/sqlite-library.js';
import { putPem } from '../support/certificates.js';
import { createTestPlace, type TestPlace } from '../support/databases.js';
import { describeEachDatabaseAtLength } from '../support/databases-at-length.js';
import { runMainHere } from '../support/main-here.js';
import { masterKey } from '../support/master-key.js';
import { postgresUrl } from '../support/postgres.js';
import { type Ending, endProcesses, environmentOf, freePort, spawnMain, startMain } from '../support/process.js';

const LIMIT_MILLISECONDS = 15_000;
const MASTER_KEY = masterKey(5);

const servers: Server[] = [];

/** The port that it got. */
function listen(server: Server): Promise<number> {
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

let place: TestPlace;
beforeEach(async () => {
  place = await createTestPlace('SQLite');
});
afterEach(async () => {
  await endProcesses();
  for (const server of servers.splice(0)) server.close();
  await place.remove();
});

/** How long a process was ready to run while the machine did other work, as far as that can be told. */
function millisecondsWaiting(pid: number): number {
  try {
    const [, nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    // It has ended, or this is not Linux.
    return 0;
  }
}

/** The lines that the start ends with; it must end by itself, with code 1 and in time. */
async function refusal(env: Readonly<Record<string, string>>): Promise<string[]> {
  // An RSA key takes half a second of CPU.
  const main = spawnMain({ env: { PORT: '0', TOKEN_ALGORITHM: 'ES256', DATA_DIR: place.dataDir, ...env } });
  const start = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - start - millisecondsWaiting(main.pid) > LIMIT_MILLISECONDS) main.kill('SIGKILL');
  }, 250);
  const ending = await main.ended;
  clearInterval(timer);
  return linesOf(ending);
}

/** The same of what is found out before anything is opened, so that nothing could keep the process from its end. */
async function refusalHere(env: Readonly<Record<string, string>>): Promise<string[]> {
  return linesOf(await runMainHere({ PORT: '0', DATA_DIR: place.dataDir, ...env }));
}

function linesOf({ code, signal, stdout, stderr }: Ending): string[] {
  const lines = stderr.trimEnd().split('\n');
  expect({ signal, code, stack: lines.filter((line) => /^\s+at /.test(line)) }).toEqual({
    signal: null,
    code: 1,
    stack: [],
  });
  expect(stdout).not.toContain('answers at');
  return lines;
}

describe('DATABASE_URL', () => {
  const mend = 'Check its host, port, name, user and password.';
  const closedPort = async (userinfo = '') => `postgres://${userinfo}127.0.0.1:${await freePort()}/x`;

  test('of a closed port', async () => {
    const DATABASE_URL = await closedPort('ann:hush-hush@');
    const { host } = new URL(DATABASE_URL);
    expect(await refusal({ DATABASE_URL, MASTER_KEY })).toEqual([
      `The database of DATABASE_URL cannot be used: connect ECONNREFUSED ${host}. ${mend}`,
    ]);
  });

  test('of a host that nobody knows', async () => {
    const [line, ...more] = await refusal({ DATABASE_URL: 'postgres://ann:hush-hush@nowhere.invalid/x', MASTER_KEY });
    expect(line).toMatch(
      /^The database of DATABASE_URL cannot be used: getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid\. Check its host/,
    );
    expect(more).toEqual([]);
  });

  test('of a server that accepts and says nothing', async () => {
    const port = await listen(createTcpServer((socket) => void socket.on('error', () => {}).resume()));
    expect(await refusal({ DATABASE_URL: `postgres://ann:hush-hush@127.0.0.1:${port}/x`, MASTER_KEY })).toEqual([
      expect.stringMatching(/^The database of DATABASE_URL cannot be used: [^\n]*timeout[^\n]*\. Check its host/),
    ]);
  });

  test.each(['not a URL', 'mysql://ann:hush-hush@127.0.0.1/x', 'postgres://ann:hush-hush@127.0.0.1:99999/x'])(
    'that is none: %s',
    async (DATABASE_URL) => {
      expect(await refusalHere({ DATABASE_URL, MASTER_KEY })).toEqual([
        'DATABASE_URL: Write postgres://user:password@host:port/name.',
      ]);
    },
  );

  test('whose password is not encoded', async () => {
    const lines = await refusalHere({ DATABASE_URL: 'postgres://ann:hush%hush@127.0.0.1:5432/x', MASTER_KEY });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/DATABASE_URL/);
    expect(lines[0]).not.toContain('hush');
  });

  const server = postgresUrl();
  if (server) {
    test('of an unknown database', async () => {
      const url = new URL(server);
      url.pathname = '/nowhere';
      expect(await refusal({ DATABASE_URL: url.href, MASTER_KEY })).toEqual([
        `The database of DATABASE_URL cannot be used: database "nowhere" does not exist. ${mend}`,
      ]);
    });

    test('of an unknown user', async () => {
      const url = new URL(server);
      url.username = 'nobody_here';
      url.password = 'hush-hush';
      const [line, ...more] = await refusal({ DATABASE_URL: url.href, MASTER_KEY });
      expect(line).toMatch(/^The database of DATABASE_URL cannot be used: [^\n]*nobody_here[^\n]*\. Check its host/);
      expect([line, ...more].join('\n')).not.toContain('hush');
      expect(more).toEqual([]);
    });
  }
});

describe('the data directory', () => {
  const file = () => join(place.dataDir, 'file');
  beforeEach(() => writeFileSync(file(), ''));

  test('below a file, where the master key would be kept too', async () => {
    const DATA_DIR = join(file(), 'data');
    expect(await refusalHere({ DATA_DIR })).toEqual([
      expect.stringMatching(
        /^The master key cannot be saved \(ENOTDIR: .*\)\. Make the directory writable, set DATA_DIR, or set MASTER_KEY\.$/,
      ),
    ]);
  });

  test('below a file, where the master key comes from outside', async () => {
    const DATA_DIR = join(file(), 'data');
    expect(await refusal({ DATA_DIR, MASTER_KEY })).toEqual([
      expect.stringMatching(
        /^The data directory \S+\/file\/data cannot be used \(ENOTDIR: .*\)\. Make it writable, or set DATA_DIR\.$/,
      ),
    ]);
  });

  test('that is a file', async () => {
    expect(await refusalHere({ DATA_DIR: file() })).toEqual([
      expect.stringMatching(/^The master key cannot be saved \(/),
    ]);
    expect(await refusalHere({ DATA_DIR: file(), MASTER_KEY })).toEqual([
      expect.stringMatching(/^The data directory \S+ /),
    ]);
  });

  test('where nobody can write', async () => {
    const DATA_DIR = '/sys/portcullis';
    expect(await refusalHere({ DATA_DIR })).toEqual([
      expect.stringMatching(/^The master key cannot be saved \(E[A-Z]+: /),
    ]);
    expect(await refusalHere({ DATA_DIR, MASTER_KEY })).toEqual([
      expect.stringMatching(/^The data directory \/sys\S+ /),
    ]);
  });

  test('with a database in it that is none', async () => {
    mkdirSync(place.dataDir, { recursive: true });
    writeFileSync(join(place.dataDir, 'portcullis.sqlite'), 'not a database '.repeat(1000));
    expect(await refusal({ MASTER_KEY })).toEqual([
      expect.stringMatching(
        /^The embedded database \S+ is damaged, or is not a database \(file is not a database\)\. Restore it/,
      ),
    ]);
  });

  test('with a database in it that another program holds', async () => {
    const holder = openSqlite(join(place.dataDir, 'portcullis.sqlite'));
    holder.exec('pragma journal_mode = WAL');
    holder.exec('begin immediate');
    try {
      expect(await refusal({ MASTER_KEY })).toEqual(['The embedded database cannot be migrated: database is locked.']);
    } finally {
      holder.close();
    }
  });
});

test('a weak TOKEN_SECRET', async () => {
  expect(await refusalHere({ TOKEN_ALGORITHM: 'HS256', TOKEN_SECRET: 'hush-hush' })).toEqual([
    'TOKEN_SECRET: The secret can be guessed. Use at least 32 bytes, generated with: openssl rand -base64 48',
  ]);
});

test('a port in use', async () => {
  const port = await listen(createTcpServer());
  expect(await refusal({ PORT: String(port) })).toEqual([
    `Port ${port} is in use. Stop the process that uses it, or set PORT.`,
  ]);
});

test('a host that is none of this machine', async () => {
  expect(await refusal({ HOST: '192.0.2.1', PORT: '4000' })).toEqual([
    'The server cannot listen on 192.0.2.1:4000: listen EADDRNOTAVAIL: address not available 192.0.2.1:4000. Set PORT and HOST.',
  ]);
});

test('a missing MASTER_KEY in production', async () => {
  expect(await refusalHere({ NODE_ENV: 'production', INSECURE_HTTP: 'on' })).toEqual([
    'MASTER_KEY: Required when NODE_ENV is production. Generate one with: openssl rand -base64 32',
  ]);
});

test('plain http in production, beside what else is wrong', async () => {
  expect(await refusalHere({ NODE_ENV: 'production' })).toEqual([
    expect.stringMatching(/^MASTER_KEY: /),
    expect.stringMatching(
      /^TLS_CERT_FILE: .* Set TLS_CERT_FILE and TLS_KEY_FILE; or TRUSTED_PROXIES, .*; or INSECURE_HTTP=on/,
    ),
    expect.stringMatching(/^PUBLIC_URL: .* over https/),
  ]);
});

test('a certificate that is not there, and one without its key', async () => {
  const files = { TLS_CERT_FILE: '/nowhere/cert.pem', TLS_KEY_FILE: '/nowhere/key.pem' };
  expect(await refusalHere(files)).toEqual([
    'TLS_CERT_FILE: /nowhere/cert.pem cannot be read (ENOENT). Name a PEM file that this process may read.',
    'TLS_KEY_FILE: /nowhere/key.pem cannot be read (ENOENT). Name a PEM file that this process may read.',
  ]);
  expect(await refusalHere({ TLS_KEY_FILE: '/nowhere/key.pem' })).toEqual([
    'TLS_CERT_FILE: TLS_KEY_FILE is set. TLS needs both.',
  ]);
});

describe('a file that cannot be used is told before anything is opened or made:', () => {
  const file = (name: string) => join(place.dataDir, '..', `${basename(place.dataDir)}-${name}`);
  const files = { json: () => file('file.json'), cert: () => file('cert.pem'), key: () => file('key.pem') };
  beforeEach(() => {
    rmSync(place.dataDir, { recursive: true, force: true });
    writeFileSync(files.json(), '{"unknown": "{ nothing }"}');
    putPem('first', 'cert', files.cert());
    putPem('second', 'key', files.key());
  });
  afterEach(() => {
    for (const path of Object.values(files)) rmSync(path());
  });

  test.each<[string, () => Readonly<Record<string, string>>, RegExp]>([
    [
      'a certificate',
      () => ({ TLS_CERT_FILE: '/nowhere', TLS_KEY_FILE: files.key() }),
      /^TLS_CERT_FILE: \/nowhere cannot be read/,
    ],
    [
      'its key',
      () => ({ TLS_CERT_FILE: files.cert(), TLS_KEY_FILE: files.key() }),
      /^TLS_KEY_FILE: The key does not match/,
    ],
    ['trusted documents', () => ({ TRUSTED_DOCUMENTS: '/nowhere' }), /^TRUSTED_DOCUMENTS: .* cannot be read/],
    ['what is in them', () => ({ TRUSTED_DOCUMENTS: files.json() }), /^TRUSTED_DOCUMENTS: unknown: Cannot query field/],
    ['trusted issuers', () => ({ TRUSTED_ISSUERS: '/nowhere' }), /^TRUSTED_ISSUERS: The file does not exist/],
  ])('%s', async (_what, env, problem) => {
    expect(await refusalHere(env())).toEqual([expect.stringMatching(problem)]);
    expect(existsSync(place.dataDir)).toBe(false);
  });

  test('the master key', async () => {
    mkdirSync(place.dataDir);
    writeFileSync(join(place.dataDir, 'master.key'), 'short');
    expect(await refusalHere({})).toEqual([
      expect.stringMatching(/master\.key does not contain a base64 master key of 32 bytes/),
    ]);
    expect(readdirSync(place.dataDir)).toEqual(['master.key']);
  });
});

test('a common ADMIN_PASSWORD', async () => {
  expect(await refusal({ ADMIN_EMAIL: 'ann@example.com', ADMIN_PASSWORD: 'password1' })).toEqual([
    'The administrator cannot be created: password: This is one of the most common passwords, or close to one. Choose another.',
  ]);
});

test('several problems at once, without the value of any', async () => {
  const lines = await refusal({
    NODE_ENV: 'production',
    PORT: 'hush-port',
    TOKEN_ALGORITHM: 'HS256',
    TOKEN_SECRET: 'hush-secret',
    ADMIN_EMAIL: 'hush-email',
    DATABASE_URL: 'hush-url',
  });
  expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(
    [
      ...['ADMIN_EMAIL', 'ADMIN_EMAIL, ADMIN_PASSWORD', 'DATABASE_URL', 'MASTER_KEY', 'PORT', 'PUBLIC_URL'],
      ...['TLS_CERT_FILE', 'TOKEN_SECRET'],
    ].sort(),
  );
  expect(lines.filter((line) => line.includes('hush'))).toEqual([]);
});

test('a database whose master.key is gone, and no MASTER_KEY', async () => {
  writeFileSync(join(place.dataDir, 'portcullis.sqlite'), 'what is in it is not looked at');
  expect(await refusalHere({})).toEqual([
    `MASTER_KEY is not set, and ${place.dataDir} has a database but no master.key, and the database is unusable without it. Set MASTER_KEY, or restore the file.`,
  ]);
  expect(readdirSync(place.dataDir)).toEqual(['portcullis.sqlite']);
});

describeEachDatabaseAtLength('another MASTER_KEY over an existing database', (engine) => {
  test('stops the start, and leaves the keys as they were', async () => {
    const own = await createTestPlace(engine);
    const env = { ...environmentOf(own), MASTER_KEY };
    const first = await startMain({ env });
    first.kill('SIGTERM');
    await first.ended;
    const other = { ...env, MASTER_KEY: masterKey(6) };
    expect(await refusal(other)).toEqual([
      'MASTER_KEY opens none of the signing keys in this database. Set the key that encrypted them.',
    ]);
    await startMain({ env });
    await endProcesses();
    await own.remove();
  });
});
