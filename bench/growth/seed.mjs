import { createHash } from 'node:crypto';
import { join } from 'node:path';
import SqliteFile from 'better-sqlite3';
import { wordsOf } from '../../dist/modules/accounts/user-words.js';
import { createRefreshTokens } from '../../dist/modules/sessions/refresh-token.js';
import { createMasterKeys } from '../../dist/tokens/index.js';
import { withPostgres } from './places.mjs';
import { MASTER_KEY } from './server.mjs';

const FIRST_NAMES = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Alan', 'Radia', 'Ken', 'Margaret'];
const LAST_NAMES = [
  'Byron',
  'Hopper',
  'Dijkstra',
  'Liskov',
  'Knuth',
  'Allen',
  'Turing',
  'Perlman',
  'Thompson',
  'Hamilton',
];
// Of no password; nobody signs in with it.
const NO_PASSWORD = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0';
const DAY = 86_400_000;
// They registered within a year.
const YEAR = 365 * DAY;

const md5 = (text) => createHash('md5').update(text).digest('hex');
export const userIdOf = (number) => md5(`user ${number}`);
export const sessionIdOf = (number) => md5(`session ${number}`);
export const emailOf = (number) => `user${number}@example.com`;

const refreshTokens = createRefreshTokens(createMasterKeys([MASTER_KEY], () => Buffer.alloc(0)));

/** The refresh token number `counter` of a seeded session. */
export function refreshTokenOf(number, counter) {
  return refreshTokens.encode({ sessionId: sessionIdOf(number), counter });
}

const EVENTS_FROM = 1_700_000_000_000;

/** Of `auditEvents`, before the seeded event of this number. */
export function eventCursorOf(number) {
  return Buffer.from(`${EVENTS_FROM + number} ${md5(`event ${number}`)}`).toString('base64url');
}

/** So many users with a session each, and on PostgreSQL an audit event, numbered from 0, into tables that are there already. Seconds that it took. */
export async function seed(place, count, passwordHash = NO_PASSWORD) {
  const start = performance.now();
  if (place.engine === 'sqlite') seedSqlite(place, count, passwordHash);
  else await seedPostgres(place, count, passwordHash);
  return (performance.now() - start) / 1000;
}

async function seedPostgres({ url }, count, passwordHash) {
  const names = (list, by) => `(array['${list.join("','")}'])[1 + (n / ${by}) % ${list.length}]`;
  const name = `${names(FIRST_NAMES, 1)} || ' ' || ${names(LAST_NAMES, 10)} || ' ' || n`;
  const now = Date.now();
  const createdAt = `${now - YEAR} + floor(n::float8 * ${YEAR} / ${count})::bigint`;
  await withPostgres(url, async (client) => {
    await client.query(`
      insert into users (id, email, email_key, name, name_key, password_hash, roles, disabled, version, created_at,
        email_verified)
      select md5('user ' || n), 'user' || n || '@example.com', 'user' || n || '@example.com', ${name}, lower(${name}),
        '${passwordHash}', case when n = 0 then '["ADMIN"]' else '["USER"]' end, 0, 0, ${createdAt}, 1
      from generate_series(0, ${count - 1}) n`);
    await client.query(`
      insert into sessions (id, user_id, counter, created_at, last_used_at, idle_expires_at, expires_at, ended_at,
        ip_address, user_agent)
      select md5('session ' || n), md5('user ' || n), 0, ${now - DAY}, ${now - DAY} + n % 1000, ${now + 13 * DAY} + n % 1000,
        ${now + 29 * DAY} + n % 1000, null, '192.0.2.' || n % 256, '${USER_AGENT}'
      from generate_series(0, ${count - 1}) n`);
    await client.query(`
      insert into user_words (word, user_id)
      select email_key, id from users union select regexp_split_to_table(name_key, ' '), id from users
      union select chr(1) || reverse(split_part(email_key, '@', 1)), id from users`);
    await client.query(`
      insert into audit_events (id, type, at, user_id)
      select md5('event ' || n), 'REFRESHED', ${EVENTS_FROM} + n, md5('user ' || n) from generate_series(0, ${count - 1}) n`);
    // As the database does by itself after a while.
    await client.query('vacuum analyze user_words');
    await client.query('vacuum analyze audit_events');
    await client.query('vacuum analyze users');
    await client.query('vacuum analyze sessions');
    await client.query('checkpoint').catch(() => {});
  });
}

function seedSqlite({ dataDir }, count, passwordHash) {
  const file = new SqliteFile(join(dataDir, 'portcullis.sqlite'), { timeout: 5000 });
  const now = Date.now();
  const user = file.prepare(`
    insert into users (id, email, email_key, name, name_key, password_hash, roles, disabled, version, created_at,
      email_verified) values (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 1)`);
  const word = file.prepare('insert into user_words (word, user_id) values (?, ?)');
  const session = file.prepare(`
    insert into sessions (id, user_id, counter, created_at, last_used_at, idle_expires_at, expires_at, ended_at,
      ip_address, user_agent) values (?, ?, 0, ?, ?, ?, ?, null, ?, ?)`);
  file.transaction(() => {
    for (let n = 0; n < count; n += 1) {
      const name = `${FIRST_NAMES[n % 10]} ${LAST_NAMES[Math.floor(n / 10) % 10]} ${n}`;
      const roles = n === 0 ? '["ADMIN"]' : '["USER"]';
      const createdAt = now - YEAR + Math.floor((n * YEAR) / count);
      user.run(userIdOf(n), emailOf(n), emailOf(n), name, name.toLowerCase(), passwordHash, roles, createdAt);
      for (const each of wordsOf(emailOf(n), name)) word.run(each, userIdOf(n));
      const times = [now - DAY, now - DAY, now + 13 * DAY, now + 29 * DAY].map((time, index) =>
        index ? time + (n % 1000) : time,
      );
      session.run(sessionIdOf(n), userIdOf(n), ...times, `192.0.2.${n % 256}`, USER_AGENT);
    }
  })();
  file.close();
}
