// Runs the server of .ci/previous-build and this one on one database: on SQLite one after the other, on PostgreSQL beside
// each other, and then the old one is stopped. What either wrote is good at the other, and what either took back is not.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { checkLater, closing, ROOT } from './folders.mjs';
import { buildPrevious } from './previous-build.mjs';

const POSTGRES = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const PASSWORD = 'correct horse battery';
const AUTH = 'accessToken refreshToken userId sessionId';
const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const old = buildPrevious();
if (old === undefined) {
  console.log('Left out: this clone is shallow, and has not the commit of .ci/previous-build.');
} else {
  console.log(`The version before is ${old.commit}.`);
  await onSqlite();
  await onPostgres();
  closing();
}

async function onSqlite() {
  const place = newPlace();
  const before = await start(old.folder, place);
  const written = await write(before, 'old');
  const rotated = place.keys(old.folder, 'rotate');
  await before.stop();
  const after = await start(ROOT, place);
  await checkWritten('SQLite, after it', after, after, written);
  await checkLater('SQLite, after it: a key that the old version made is published', async () => {
    assert.ok((await kidsOf(after)).includes(rotated));
  });
  await after.stop();
  await checkLater('SQLite: the old version starts again, or says that the database is too new', async () => {
    const again = await start(old.folder, place).catch((error) => error);
    if (again instanceof Error) assert.match(again.message, /migration|newer/);
    else await again.stop();
  });
  place.remove();
}

async function onPostgres() {
  const name = `portcullis_upgrade_${randomBytes(4).toString('hex')}`;
  await administer(`create database ${name}`);
  const place = newPlace({ DATABASE_URL: Object.assign(new URL(POSTGRES), { pathname: name }).href });
  try {
    const before = await start(old.folder, place);
    const early = await write(before, 'early');
    const after = await start(ROOT, place);
    await checkWritten('PostgreSQL: before the new one came', before, after, early);
    await checkWritten('PostgreSQL: old, then new', before, after, await write(before, 'old'));
    await checkWritten('PostgreSQL: new, then old', after, before, await write(after, 'new'));
    await checkLater(
      'PostgreSQL: a key that is called compromised is refused by both, and the next one is good',
      async () => {
        const { accessToken } = await login(before, 'early');
        assert.equal(await emailOf(after, accessToken), 'early@example.com');
        place.keys(ROOT, 'retire', '--compromised', kidOf(accessToken));
        for (const server of [before, after])
          await until(async () => (await emailOf(server, accessToken)) === undefined);
        for (const server of [before, after]) {
          const next = await login(server, 'early');
          assert.notEqual(kidOf(next.accessToken), kidOf(accessToken));
          for (const each of [before, after])
            await until(async () => (await emailOf(each, next.accessToken)) === 'early@example.com');
        }
      },
    );
    const last = await write(before, 'last');
    await before.stop();
    await checkWritten('PostgreSQL: after the old one', after, after, last);
    await after.stop();
  } finally {
    await administer(`drop database ${name} with (force)`);
    place.remove();
  }
}

/** Somebody with three sessions, one of which was refreshed and one ended, and a reset mail. */
async function write(server, name) {
  const email = `${name}@example.com`;
  const input = { email, password: PASSWORD };
  const { register } = await ask(
    server,
    `mutation ($input: RegisterInput!) { register(input: $input) { auth { ${AUTH} } } }`,
    { input },
  );
  const first = await refresh(server, register.auth.refreshToken);
  const second = await login(server, name);
  const ended = await login(server, name);
  await ask(server, 'mutation ($token: String!) { logout(refreshToken: $token) }', { token: ended.refreshToken });
  await ask(server, 'mutation ($email: String!) { requestPasswordReset(email: $email) }', { email });
  return { name, email, first, second, ended };
}

/** What one wrote is good at the other; what was taken back there is refused. */
async function checkWritten(title, one, other, { name, email, first, second, ended }) {
  const token = ({ refreshToken }) => ({ token: refreshToken });
  await checkLater(`${title}: access tokens are accepted`, async () => {
    assert.deepEqual(
      [await emailOf(other, first.accessToken), await emailOf(other, second.accessToken)],
      [email, email],
    );
  });
  await checkLater(`${title}: a session that ended stays so`, async () => {
    await until(async () => (await reasonOf(other, ended.accessToken)) === 'TOKEN_REVOKED');
    const { errors } = await answer(
      other,
      'mutation ($token: String!) { refresh(refreshToken: $token) { userId } }',
      token(ended),
    );
    assert.equal(errors[0].extensions.code, 'SESSION_EXPIRED');
  });
  let next;
  await checkLater(`${title}: a session is refreshed, and its new tokens are good at both`, async () => {
    next = await refresh(other, first.refreshToken);
    assert.equal(next.sessionId, first.sessionId);
    assert.deepEqual([await emailOf(one, next.accessToken), await emailOf(other, next.accessToken)], [email, email]);
  });
  await checkLater(`${title}: the password signs in, and another does not`, async () => {
    assert.equal((await login(other, name)).userId, first.userId);
    await assert.rejects(login(other, name, 'another horse battery'), /INVALID_CREDENTIALS/);
  });
  await checkLater(`${title}: a logout is known at both`, async () => {
    assert.deepEqual(await ask(other, 'mutation ($token: String!) { logout(refreshToken: $token) }', token(next)), {
      logout: true,
    });
    for (const server of [one, other])
      await until(async () => (await reasonOf(server, next.accessToken)) === 'TOKEN_REVOKED');
  });
  await checkLater(`${title}: the link in a mail is good, once, and ends every session`, async () => {
    const variables = { token: await resetTokenOf(one.place, email), password: 'a quite different horse' };
    const RESET =
      'mutation ($token: String!, $password: String!) { resetPassword(token: $token, newPassword: $password) }';
    assert.deepEqual(await ask(other, RESET, variables), { resetPassword: true });
    assert.ok((await answer(one, RESET, variables)).errors.length > 0);
    for (const server of [one, other])
      await until(async () => (await reasonOf(server, second.accessToken)) === 'TOKEN_REVOKED');
    await assert.rejects(login(one, name), /INVALID_CREDENTIALS/);
    await login(one, name, variables.password);
    // As it was, for what comes next.
    const { changePassword } = await ask(
      one,
      'mutation ($one: String!, $other: String!) { changePassword(currentPassword: $one, newPassword: $other) { userId } }',
      { one: variables.password, other: PASSWORD },
      (await login(one, name, variables.password)).accessToken,
    );
    assert.equal(changePassword.userId, first.userId);
  });
}

async function login(server, name, password = PASSWORD) {
  return (
    await ask(
      server,
      `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { ${AUTH} } }`,
      { email: `${name}@example.com`, password },
    )
  ).login;
}

async function refresh(server, token) {
  return (await ask(server, `mutation ($token: String!) { refresh(refreshToken: $token) { ${AUTH} } }`, { token }))
    .refresh;
}

async function emailOf(server, token) {
  return (await answer(server, '{ me { email } }', {}, token)).data.me?.email;
}

async function reasonOf(server, token) {
  return (await answer(server, '{ me { email } }', {}, token)).errors[0]?.extensions.reason;
}

function kidOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()).kid;
}

async function kidsOf({ url }) {
  return (await (await fetch(new URL('/.well-known/jwks.json', url))).json()).keys.map(({ kid }) => kid);
}

async function answer({ url }, query, variables = {}, token = undefined) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data, errors = [] } = await response.json();
  return { data, errors };
}

async function ask(...request) {
  const { data, errors } = await answer(...request);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data;
}

/** What one instance did the others know within a second. */
async function until(condition) {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`It does not come true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A data directory and an environment that both versions share. */
function newPlace(more = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'portcullis-upgrade-'));
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    PUBLIC_URL: 'https://api.example.com',
    DATA_DIR: dataDir,
    MASTER_KEY: randomBytes(32).toString('base64'),
    TOKEN_ALGORITHM: 'ES256',
    RATE_LIMITS: 'off',
    REFRESH_GRACE_SECONDS: '0',
    LOG_LEVEL: 'error',
    ...more,
  };
  return {
    dataDir,
    env,
    /** Runs `portcullis keys` of a version; the id of the key that it prints first. */
    keys: (folder, ...args) => {
      const text = execFileSync(process.execPath, ['dist/cli/index.js', 'keys', ...args], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      return /[\w-]{16,}/.exec(text)?.[0];
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

async function start(folder, place) {
  const child = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder,
    env: place.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const ended = new Promise((resolve) => child.on('close', resolve));
  void ended.then(() => running.delete(child));
  const url = await new Promise((resolve, reject) => {
    const read = (text) => {
      output += text;
      const found = /^Portcullis answers at (\S+)$/m.exec(output)?.[1];
      if (found) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    void ended.then(() => reject(new Error(output)));
  });
  return {
    url,
    place,
    stop: async () => {
      child.kill('SIGTERM');
      assert.equal(await ended, 0, output);
    },
  };
}

/** From the newest mail to this address, which is kept in the data directory. */
async function resetTokenOf({ dataDir }, email) {
  const folder = join(dataDir, 'mail');
  let found;
  await until(() => {
    const mails = readdirSync(folder)
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', '').replaceAll('=3D', '='));
    found = mails
      .filter((text) => text.includes(email))
      .map((text) => /reset[^\s"]*token=([\w.-]+)/.exec(text)?.[1])
      .findLast(Boolean);
    return found !== undefined;
  });
  return found;
}

async function administer(statement) {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
