// Makes a project of the packed packages in an empty folder, as a newcomer does: installs, checks, tests, builds and
// starts it, signs in, follows docs/adding-a-module.md word for word, and does what its Dockerfile does.
// `npm run packages` goes before.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { check, checkLater, closing, installedIn, makeFolder, packagesOf, ROOT, run, write } from './folders.mjs';

const PASSWORD = 'correct horse battery';
const npm = (...args) => ['npm', ...args];

const parent = makeFolder('init', ['create-portcullis', '@portcullis/errors']);
const project = join(parent, 'my-api');
const inProject = (command, env) => run(project, command, env);

check('npm create portcullis makes a project', () => {
  run(parent, npm('install', '--no-audit', '--no-fund'));
  assert.match(run(parent, ['npx', 'create-portcullis', 'my-api']), /^my-api has \d+ files/);
});

check('it installs, with what this checkout has packed', () => {
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const { portcullis, ...others } = packagesOf();
  const dependencies = { ...manifest.dependencies, portcullis };
  write(project, 'package.json', JSON.stringify({ ...manifest, dependencies, overrides: others }, null, 2));
  const output = inProject(npm('install', '--no-audit', '--no-fund'));
  assert.doesNotMatch(output, /ERESOLVE|install-scripts/);
  // What writes types needs a newer Node than what runs. Apollo Server takes the same @graphql-tools/schema, of which a
  // part asks for Node 22 and runs on 20, as is seen below.
  const refused = [...output.matchAll(/EBADENGINE +package: '(.+)'/g)].map(([, name]) => name);
  const running = installedIn(project).filter(({ dev }) => !dev);
  const named = running.map(({ path, version }) => `${path.split('node_modules/').at(-1)}@${version}`);
  const warned = refused.filter((name) => named.includes(name) && !name.startsWith('@whatwg-node/promise-helpers@'));
  assert.deepEqual(warned, []);
});

check('its generated files are fresh', () => {
  const generated = ['schema.graphql', 'src/generated/resolvers.ts'];
  const read = () => generated.map((file) => readFileSync(join(project, file), 'utf8'));
  const before = read();
  inProject(npm('run', 'codegen'));
  assert.deepEqual(read(), before);
});

check('it type-checks, and its tests pass', () => {
  inProject(npm('run', 'typecheck'));
  const output = inProject(npm('test'));
  assert.match(output, /^# fail 0$/m);
  assert.match(output, /^9 passed, 0 failed$/m);
  const coverage = inProject(npm('run', '--silent', 'test:access', '--', '--coverage'));
  assert.match(coverage, /^(\d+) of \1 rules are covered both ways$/m);
});

for (const command of [['run', 'dev'], ['start']]) {
  await checkLater(`npm ${command.join(' ')} answers, and somebody with a role of the project signs in`, async () => {
    if (command[0] === 'start') inProject(npm('run', 'build'));
    await signInWith('EDITOR', npm(...command), project);
  });
}

check('docs/adding-a-module.md is right, word for word', () => {
  for (const { file, commands, text } of stepsOf(readFileSync(join(ROOT, 'docs/adding-a-module.md'), 'utf8'))) {
    if (file === undefined) {
      const output = inProject(['bash', '-euc', commands]);
      if (commands.includes('npm test')) assert.match(output, /^# pass [89]\n# fail 0$/m);
      if (commands.includes('matrix')) assert.match(output, /^\| team .*schema\/teams\.graphql:2/m);
      continue;
    }
    mkdirSync(dirname(join(project, file)), { recursive: true });
    write(project, file, text);
  }
});

await checkLater('what its Dockerfile makes starts, and takes commands', async () => {
  const image = join(parent, 'image');
  mkdirSync(image);
  const stages = readFileSync(join(project, 'Dockerfile'), 'utf8').split(/^FROM .*$/m);
  const built = stages[1].match(/^RUN .*$/gm).map((line) => line.replace('RUN ', ''));
  assert.deepEqual(built[0], 'npm ci');
  for (const line of built.slice(1)) inProject(['bash', '-euc', line]);
  for (const [, path] of stages[2].matchAll(/^COPY --from=build \/app\/(\S+)/gm))
    cpSync(join(project, path), join(image, path), { recursive: true, verbatimSymlinks: true });
  const command = JSON.parse(stages[2].match(/^CMD (.*)$/m)[1]);
  const MASTER_KEY = randomBytes(32).toString('base64');
  await signInWith('OWNER', command, image, { NODE_ENV: 'production', MASTER_KEY, TRUSTED_PROXIES: 'loopback' });
});

closing();

/** Makes an account by the command, starts the server, signs in, and ends it. */
async function signInWith(role, command, folder, given = {}) {
  const DATA_DIR = `./data-${command.join('-').replace(/\W/g, '-')}`;
  const env = {
    PORT: '0',
    PUBLIC_URL: 'https://api.example.com',
    APP_URL: 'https://app.example.com',
    DATA_DIR,
    ...given,
  };
  const email = 'grace@example.com';
  const create = `printf '${PASSWORD}' | npx portcullis user create --email ${email} --role ${role}`;
  assert.match(run(folder, ['bash', '-euc', create], env), new RegExp(`with the role ${role}\\.`));
  const server = spawn(command[0], command.slice(1), {
    cwd: folder,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => process.kill(-server.pid, 'SIGTERM');
  process.once('exit', end);
  try {
    const url = await answered(server);
    const ask = async (query, token) => {
      const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
      const body = JSON.stringify({ query });
      return (await fetch(url, { method: 'POST', headers, body })).json();
    };
    const { data } = await ask(`mutation { login(email: "${email}", password: "${PASSWORD}") { accessToken } }`);
    assert.deepEqual(await ask('{ me { roles } }', data.login.accessToken), { data: { me: { roles: [role] } } });
    const refused = await ask('{ myNotes { edges { cursor } } }');
    assert.deepEqual([refused.data, refused.errors[0].extensions.code], [{ myNotes: null }, 'UNAUTHENTICATED']);
  } finally {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    process.off('exit', end);
    end();
    await ended;
  }
}

function answered(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    server.stdout.on('data', (data) => {
      output += data;
      const [, url] = /^Portcullis answers at (\S+)\n/m.exec(output) ?? [];
      if (url) resolve(url);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
}

/** The blocks of a page: files, by the name that the paragraph above ends with, and commands. */
function stepsOf(page) {
  return [...page.matchAll(/^(.*)\n\n```(\w+)\n([\s\S]*?)^```$/gm)].map(([, paragraph, language, text]) => {
    if (language === 'sh') return { commands: text };
    const [, file] = /`([\w./-]+\.\w+)`:$/.exec(paragraph) ?? [];
    assert.ok(file, `A block of ${language} has no file: ${paragraph}`);
    return { file, text };
  });
}
