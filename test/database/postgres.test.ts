import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../src/database/index.js';
import { StartupError } from '../../src/errors.js';
import { createTestPlace, engines } from '../support/databases.js';
import { administer, postgresUrl } from '../support/postgres.js';

const PASSWORD = 'correct-horse-battery';

/** What `migrate` says of a database that cannot be used: one line, without the password. */
async function problemOf(url: string): Promise<string> {
  const db = openDatabase({ url, dataDir: '/nowhere' });
  const error = await db.migrate({}).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await db.close();
  if (!(error instanceof StartupError)) throw new TypeError(`Not a StartupError: ${String(error)}`);
  expect(error.problems).toEqual([expect.stringMatching(/^The database of DATABASE_URL cannot be used: [^\n]+\.$/)]);
  for (const text of [error.message, error.stack, JSON.stringify(error)]) expect(text).not.toContain(PASSWORD);
  return error.message;
}

const ErrorResponse = (fields: Readonly<Record<string, string>>) => {
  const body = `${Object.entries(fields)
    .map(([name, value]) => `${name}${value}\0`)
    .join('')}\0`;
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(Buffer.byteLength(body) + 4, 1);
  return Buffer.concat([head, Buffer.from(body)]);
};
const AUTHENTICATION_CLEARTEXT_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

describe('a PostgreSQL that cannot be used is a StartupError of migrate()', () => {
  let server: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

  /** A server that listens on a port of its own. */
  async function listen(onConnection: Parameters<typeof createServer>[1]): Promise<string> {
    const listening = createServer({}, onConnection);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return `postgres://app:${PASSWORD}@127.0.0.1:${port}/app`;
  }

  test('nobody listens there', async () => {
    expect(await problemOf(`postgres://app:${PASSWORD}@127.0.0.1:1/app`)).toContain('ECONNREFUSED');
  });

  test('nobody listens on any address of the name', async () => {
    expect(await problemOf(`postgres://app:${PASSWORD}@localhost:1/app`)).toContain('ECONNREFUSED');
  });

  test('no such host', async () => {
    expect(await problemOf(`postgres://app:${PASSWORD}@nowhere.invalid/app`)).toContain('nowhere.invalid');
  });

  test('the server refuses the password', async () => {
    const url = await listen((socket) => {
      socket.once('data', () => {
        socket.write(AUTHENTICATION_CLEARTEXT_PASSWORD);
        socket.once('data', (message) => {
          expect(message.toString()).toContain(PASSWORD);
          socket.end(ErrorResponse({ S: 'FATAL', C: '28P01', M: 'password authentication failed for user "app"' }));
        });
      });
    });
    expect(await problemOf(url)).toContain('password authentication failed for user "app"');
  });

  test('the server hangs up', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.destroy()));
    await problemOf(url);
  });

  test('it is no PostgreSQL', async () => {
    const url = await listen((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    await problemOf(url);
  });

  test('the server never answers: within 15 s', async () => {
    const url = await listen((socket) => socket.on('error', () => {}).resume());
    await problemOf(url);
  }, 15_000);

  test.each([
    ['a port that is none', `postgres://app:${PASSWORD}@127.0.0.1:port/app`],
    ['a slash in the password', `postgres://app:${PASSWORD}/x@127.0.0.1/app`],
    ['a per cent sign in the password', `postgres://app:${PASSWORD}%zz@127.0.0.1:1/app`],
  ])('the address has %s', async (_, url) => {
    await problemOf(url);
  });
});

const server = postgresUrl();
(server ? describe : describe.skip)('on a real server', () => {
  test('there is no such database', async () => {
    const url = new URL(server ?? '');
    url.password = PASSWORD;
    url.pathname = '/portcullis_nobody_made_this';
    expect(await problemOf(url.href)).toContain('portcullis_nobody_made_this');
  });

  test('there is no such role', async () => {
    const url = new URL(server ?? '');
    url.username = 'portcullis_nobody';
    url.password = PASSWORD;
    await problemOf(url.href);
  });

  test('statements and idle transactions have limits, and the operator sees who we are', async () => {
    const place = await createTestPlace('PostgreSQL');
    const db = openDatabase(place);
    const { rows } = await sql`
      select current_setting('application_name') as name, current_setting('statement_timeout') as statement,
        current_setting('idle_in_transaction_session_timeout') as idle`.execute(db.query);
    expect(rows).toEqual([{ name: 'portcullis', statement: '5s', idle: '10s' }]);
    await db.close();
    await place.remove();
  });

  test('connections that an administrator ends while they are being closed end no process', async () => {
    const place = await createTestPlace('PostgreSQL');
    const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(place.url ?? '').pathname.slice(1)}'`;
    const uncaught: unknown[] = [];
    const note = (error: unknown) => void uncaught.push(error);
    process.on('uncaughtException', note);
    try {
      for (let times = 0; times < 60; times++) {
        const db = openDatabase(place);
        await db.migrate({});
        await Promise.all([db.close(), administer(server ?? '', end)]);
      }
    } finally {
      process.off('uncaughtException', note);
    }
    expect(uncaught).toEqual([]);
    await place.remove();
  });
});

test('the engines of this run are known', () => {
  expect(engines).toContain('SQLite');
});
