// What compose.yaml starts, without containers: its instances by the commands and variables of Dockerfile and compose.yaml,
// on the PostgreSQL of this machine, behind Debian's nginx with deploy/nginx.conf, read by Debian's Prometheus. People sign
// in and refresh while instances are killed, ended and started: nobody loses a session. What was not run as a container is
// in docs/operations.md. `npm run build` goes before; nginx and prometheus are there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { parse } from 'yaml';
import { checkLater, closing, ROOT } from './folders.mjs';
import { freePorts, NOBODY, startProgram } from './programs.mjs';

const POSTGRES = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const DATABASE = `portcullis_compose_${randomBytes(6).toString('hex')}`;
const PASSWORD = 'a password of one of them';
const PEOPLE = 12;
const TRIES = 60;

const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'portcullis-compose-'));
chmodSync(folder, 0o755);
const { services } = parse(read('compose.yaml'), { merge: true });
const instances = Object.keys(services).filter((name) => name.startsWith('portcullis-'));
const [proxyPort, prometheusPort, ...ports] = await freePorts(2 + 2 * instances.length);
const portsOf = new Map(
  instances.map((name, index) => [name, { http: ports[2 * index], metrics: ports[2 * index + 1] }]),
);

/** The variables that whoever uses compose.yaml sets in .env. */
const CHOSEN = {
  MASTER_KEY: randomBytes(32).toString('base64'),
  POSTGRES_PASSWORD: 'not asked here',
  ADMIN_EMAIL: 'root@example.com',
  ADMIN_PASSWORD: 'a password of the admin',
  PUBLIC_URL: `http://localhost:${proxyPort}`,
  APP_URL: `http://localhost:${proxyPort}`,
};

/** As Compose fills in variables: `${NAME:-default}` and `${NAME:?why it is needed}`. */
function filledIn(text) {
  return String(text).replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, kind, more) => {
    if (CHOSEN[name] !== undefined) return CHOSEN[name];
    assert.equal(kind, '-', `compose.yaml asks for ${name}.`);
    return more;
  });
}

/** The second stage of the Dockerfile: its variables and its command, and the folder that it copies together. */
function image() {
  const [, build, last] = read('Dockerfile').split(/^FROM .*$/m);
  const lines = [...build.matchAll(/^RUN (.*)$/gm)].map(([, command]) => command);
  assert.deepEqual(lines, ['npm ci', 'npm run build', 'npm prune --omit=dev']);
  const [built, app] = [join(folder, 'build'), join(folder, 'app')];
  mkdirSync(built);
  for (const name of ['package.json', 'package-lock.json', 'packages', 'schema', 'dist', 'node_modules'])
    cpSync(join(ROOT, name), join(built, name), { recursive: true, verbatimSymlinks: true });
  execFileSync('bash', ['-euc', lines[2]], { cwd: built, stdio: 'pipe' });
  mkdirSync(app);
  for (const [, path] of last.matchAll(/^COPY --from=build \/app\/(\S+)/gm))
    cpSync(join(built, path), join(app, path), { recursive: true, verbatimSymlinks: true });
  const env = Object.fromEntries(
    /^ENV (.*)$/m
      .exec(last)[1]
      .split(' ')
      .map((pair) => pair.split('=')),
  );
  assert.match(last, /^USER node$/m);
  return {
    app,
    env,
    command: JSON.parse(/^CMD (.*)$/m.exec(last)[1]),
    health: JSON.parse(/^ {2}CMD (.*)$/m.exec(last)[1]),
  };
}

/** What the service gets, with the names of this machine in the place of those of Compose's network. */
function environmentOf(name, env) {
  const own = Object.entries(services[name].environment).map(([key, value]) => [key, filledIn(value)]);
  const { http, metrics } = portsOf.get(name);
  const url = new URL(POSTGRES);
  url.pathname = DATABASE;
  const here = {
    HOST: '127.0.0.1',
    PORT: String(http),
    METRICS_PORT: String(metrics),
    METRICS_HOST: '127.0.0.1',
    DATABASE_URL: String(url),
    TRUSTED_PROXIES: 'loopback',
  };
  const data = join(folder, `data-${name}`);
  mkdirSync(data, { recursive: true });
  asNobody(data);
  return { PATH: process.env.PATH, ...env, ...Object.fromEntries(own), ...here, DATA_DIR: data, RATE_LIMITS: 'off' };
}

/** Without rights, so that all but its data is read-only to it. */
const withoutRights = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
function asNobody(path) {
  if (process.getuid() === 0) chownSync(path, NOBODY, NOBODY);
}

const { app, env, command, health } = image();
const running = new Map();
async function startInstance(name) {
  const options = { cwd: app, env: environmentOf(name, env), ...withoutRights };
  const [program, ...args] = command;
  assert.equal(program, 'node');
  running.set(
    name,
    await startProgram([process.execPath, ...args], options, (output) => output.includes('Portcullis answers at')),
  );
}
async function endInstance(name, signal) {
  await running.get(name)(signal);
  running.delete(name);
}

/** The names of Compose's network, as they are here. */
function withPorts(text) {
  return instances.reduce((before, name) => {
    const { http, metrics } = portsOf.get(name);
    const [server, target] = [`${name}:4000`, `${name}:9464`];
    assert.ok(before.includes(server) || before.includes(target), `${name} is not in the configuration.`);
    return before.replaceAll(server, `127.0.0.1:${http}`).replaceAll(target, `127.0.0.1:${metrics}`);
  }, text);
}

async function startNginx() {
  const own = join(folder, 'nginx');
  mkdirSync(own);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${join(own, each)};`,
  );
  const text = withPorts(read('deploy/nginx.conf'))
    .replace('listen 8080;', `listen 127.0.0.1:${proxyPort};`)
    .replace('http {', `http {\n    access_log off;\n    ${temporary.join('\n    ')}`);
  writeFileSync(join(own, 'nginx.conf'), `daemon off; pid ${join(own, 'pid')}; error_log stderr;\n${text}`);
  for (const each of ['', ...readdirSync(own)]) asNobody(join(own, each));
  const nginx = ['nginx', '-p', own, '-c', join(own, 'nginx.conf'), '-e', 'stderr'];
  const options = { env: { PATH: `${process.env.PATH}:/usr/sbin` }, ...withoutRights };
  return startProgram(nginx, options, () => isOk(`http://127.0.0.1:${proxyPort}/healthz`));
}

async function startPrometheus() {
  const own = join(folder, 'prometheus');
  mkdirSync(own);
  const text = withPorts(read('deploy/prometheus.yml')).replace(
    /(scrape|evaluation)_interval: 15s/g,
    '$1_interval: 1s',
  );
  writeFileSync(join(own, 'prometheus.yml'), text);
  cpSync(join(ROOT, 'deploy/alerts.yml'), join(own, 'alerts.yml'));
  const prometheus = [
    'prometheus',
    `--config.file=${join(own, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(own, 'data')}`,
  ];
  const address = `127.0.0.1:${prometheusPort}`;
  return startProgram([...prometheus, `--web.listen-address=${address}`], { cwd: own }, () =>
    isOk(`http://${address}/-/ready`),
  );
}

const isOk = (url) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An operation through the proxy, tried again while nobody answers it: 502 and 503 are no answer. */
async function ask(query, variables, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const body = JSON.stringify({ query, variables });
  for (let tries = 0; tries < TRIES; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${proxyPort}/graphql`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    if (response && ![502, 503, 504].includes(response.status)) return response.json();
    await pause(250);
  }
  throw new Error('Nobody answered.');
}

const AUTH = 'accessToken refreshToken userId sessionId';
const signIn = async (email) => {
  const login = `mutation ($email: String!) { login(email: $email, password: "${PASSWORD}") { ${AUTH} } }`;
  return (await ask(login, { email })).data.login;
};
const refresh = async ({ refreshToken }) => {
  const { data, errors } = await ask(`mutation ($token: String) { refresh(refreshToken: $token) { ${AUTH} } }`, {
    token: refreshToken,
  });
  assert.ok(data.refresh, JSON.stringify(errors));
  return data.refresh;
};
const me = async ({ accessToken }) => ask('{ me { email } }', {}, accessToken);

async function query(expression) {
  const url = `http://127.0.0.1:${prometheusPort}/api/v1/query?query=${encodeURIComponent(expression)}`;
  const { status, data, error } = await (await fetch(url)).json();
  assert.equal(status, 'success', `${expression}: ${error}`);
  return data.result;
}

async function administer(statement) {
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

const stops = [];
try {
  await administer(`create database ${DATABASE}`);
  // All at once, on an empty database.
  await Promise.all(instances.map(startInstance));
  stops.push(await startNginx());
  stops.push(await startPrometheus());

  await checkLater('each instance is healthy, by the check of its image', async () => {
    for (const name of instances)
      execFileSync(process.execPath, health.slice(1), { env: { PORT: String(portsOf.get(name).http) }, stdio: 'pipe' });
    const refused = await freePorts(1);
    assert.throws(() =>
      execFileSync(process.execPath, health.slice(1), { env: { PORT: String(refused[0]) }, stdio: 'pipe' }),
    );
  });

  const people = Array.from({ length: PEOPLE }, (_, index) => ({ email: `person${index}@example.com` }));
  await checkLater('people register and sign in through the proxy', async () => {
    await Promise.all(
      people.map(async (person) => {
        const register = `mutation ($input: RegisterInput!) { register(input: $input) { auth { ${AUTH} } } }`;
        const { data } = await ask(register, { input: { email: person.email, password: PASSWORD } });
        person.tokens = data.register.auth;
      }),
    );
    for (const { tokens, email } of people) assert.deepEqual(await me(tokens), { data: { me: { email } } });
  });

  await checkLater('nobody loses a session while instances are killed, ended and started', async () => {
    let isOver = false;
    let refreshes = 0;
    const living = people.map(async (person) => {
      while (!isOver) {
        person.tokens = await refresh(person.tokens);
        assert.deepEqual(await me(person.tokens), { data: { me: { email: person.email } } });
        refreshes += 1;
      }
    });
    const upset = async () => {
      for (const signal of ['SIGKILL', 'SIGTERM']) {
        for (const name of instances) {
          await endInstance(name, signal);
          await pause(300);
          await startInstance(name);
        }
      }
    };
    await Promise.race([upset(), Promise.all(living)]);
    isOver = true;
    await Promise.all(living);
    console.log(`        ${refreshes} refreshes of ${PEOPLE} people, ${2 * instances.length} ends of instances`);
    assert.ok(refreshes > PEOPLE);
  });

  await checkLater(
    'a session that one instance ended is refused by each within a second, and others are not',
    async () => {
      const [leaver, stayer] = people;
      const mine = await signIn(leaver.email);
      assert.deepEqual((await ask('mutation { logout }', {}, mine.accessToken)).data, { logout: true });
      await pause(1000);
      for (const name of instances) {
        const url = `http://127.0.0.1:${portsOf.get(name).http}/graphql`;
        const answerTo = async ({ accessToken }) => {
          const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` };
          return (await fetch(url, { method: 'POST', headers, body: '{"query":"{ me { email } }"}' })).json();
        };
        const { data, errors } = await answerTo(mine);
        assert.deepEqual(
          [data, errors[0].extensions, errors[0].path],
          [{ me: null }, { code: 'UNAUTHENTICATED', reason: 'TOKEN_REVOKED' }, ['me']],
        );
        assert.deepEqual(await answerTo(await refresh(stayer.tokens).then((tokens) => (stayer.tokens = tokens))), {
          data: { me: { email: stayer.email } },
        });
      }
    },
  );

  await checkLater(
    'Prometheus reads every instance, and knows every metric of the dashboard and the alerts',
    async () => {
      while ((await query('sum(up{job="portcullis"})'))[0]?.value[1] !== String(instances.length)) await pause(500);
      const { panels } = JSON.parse(read('deploy/grafana/dashboards/portcullis.json'));
      const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
      const alerting = parse(read('deploy/alerts.yml')).groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
      for (const expression of [...shown, ...alerting]) {
        const asked = expression.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m');
        await query(asked);
        for (const [name] of asked.matchAll(/\b(?:portcullis|nodejs|process)_\w+/g)) {
          // What never happened here has no samples: its help is there all the same.
          const { data } = await (
            await fetch(
              `http://127.0.0.1:${prometheusPort}/api/v1/metadata?metric=${name.replace(/_(bucket|count|sum)$/, '')}`,
            )
          ).json();
          assert.ok(Object.keys(data).length > 0 || (await query(name)).length > 0, `There is no metric ${name}.`);
        }
      }
    },
  );

  await checkLater('the rules are right, and alert as deploy/alerts.test.yml says', async () => {
    execFileSync('promtool', ['check', 'rules', join(ROOT, 'deploy/alerts.yml')], { stdio: 'pipe' });
    execFileSync('promtool', ['test', 'rules', join(ROOT, 'deploy/alerts.test.yml')], { stdio: 'pipe' });
  });
} finally {
  for (const stop of stops) await stop();
  for (const name of running.keys()) await endInstance(name, 'SIGTERM');
  await administer(`drop database if exists ${DATABASE} with (force)`);
  rmSync(folder, { recursive: true, force: true });
}
closing();
