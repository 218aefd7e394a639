// Installs the packed server with each line of Node that it runs on, starts it, signs in and is refused a field; and
// runs a part of the tests there. The database is SQLite: by better-sqlite3 where this Node's build of it fits, else the
// one that is part of Node. `npm run packages` goes before.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from '../packages/packages.mjs';
import { checkLater, closing, makeFolder, ROOT, sideBySide, start, timed, write } from './folders.mjs';
import { nodeBinaries } from './node-binaries.mjs';

/** `npm test` runs all of them. */
const TESTS = ['test/database', 'test/modules/sessions', 'test/http/sign-in.test.ts', 'test/process/not-built'];
/** What some lines warn of: of a SQLite that is an experiment there, and of how the tests load TypeScript. */
const LINES = { 20.19: [], 22: ['ExperimentalWarning'], 24: [], 26: ['DEP0205'] };
const PACKAGES = packages.map(({ manifest }) => manifest.name);
const SQLITE = 'node_modules/better-sqlite3';
const npm = join(execFileSync('npm', ['root', '-g'], { encoding: 'utf8' }).trim(), 'npm/bin/npm-cli.js');

const SERVER = `
import { createServer, modules } from 'portcullis';

const server = createServer({ modules });
const { url } = await server.listen();
async function ask(query, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: 'Bearer ' + token }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors = [] } = await response.json();
  return [data, errors.map(({ path, extensions }) => path.join('.') + ' ' + extensions.code)];
}
const account = 'email: "ada@example.com", password: "correct horse battery"';
await ask('mutation { register(input: { ' + account + ' }) { status } }');
const [{ login }] = await ask('mutation { login(' + account + ') { accessToken } }');
console.log(JSON.stringify(await ask('{ me { email } users { edges { cursor } } }', login.accessToken)));
console.log(JSON.stringify(await ask('{ me { email } }')));
await server.close();`;
const ANSWERS = [
  '[{"me":{"email":"ada@example.com"},"users":null},["users FORBIDDEN"]]',
  '[{"me":null},["me UNAUTHENTICATED"]]',
];

/** Which SQLite a Node has with the better-sqlite3 of a folder. */
const WHICH = `
try { new (require(require.resolve('better-sqlite3', { paths: [process.cwd()] })))(':memory:'); console.log('better-sqlite3'); }
catch { console.log(process.versions.sqlite ? 'node:sqlite' : 'none'); }`;

async function run(folder, command, env) {
  const { code, output } = await start(folder, command, env);
  if (code !== 0) throw new Error(`${command.join(' ')}\n${output.slice(-8000)}`);
  return output;
}

const fits = async (node) => {
  const [theirs, ours] = [await run(ROOT, [node, '-p', 'process.versions.modules']), process.versions.modules];
  return theirs.trim() === ours;
};

async function packed(line, node, version) {
  const folder = makeFolder(`node-${line}`, PACKAGES, { graphql: '^16.11.0' }, { type: 'module' });
  await checkLater(`Node ${version}: portcullis installs without a warning about its version`, async () => {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    const output = await run(folder, [node, npm, 'install', ...flags]);
    assert.doesNotMatch(output, /EBADENGINE|ERESOLVE/);
  });
  if (await fits(node)) cpSync(join(ROOT, SQLITE, 'build'), join(folder, SQLITE, 'build'), { recursive: true });
  const which = (await run(folder, [node, '-e', WHICH])).trim();
  await checkLater(`Node ${version}: portcullis starts on ${which}, signs in and refuses`, async () => {
    write(folder, 'server.mjs', SERVER);
    const output = await run(folder, [node, 'server.mjs'], {
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'error',
    });
    assert.deepEqual(
      output.split('\n').filter((each) => each.startsWith('[')),
      ANSWERS,
    );
    assert.match(await run(folder, [node, 'node_modules/.bin/portcullis', '--help']), /Usage: portcullis/);
  });
}

async function tests(line, node, version) {
  const which = (await run(ROOT, [node, '-e', WHICH])).trim();
  await checkLater(`Node ${version}: ${TESTS.join(', ')} on ${which}`, async () => {
    if (!(await fits(node))) assert.equal(which, 'node:sqlite');
    const warnings = LINES[line].map((each) => `--disable-warning=${each}`).join(' ');
    const jest = [node, 'node_modules/jest/bin/jest.js', '--silent', '--maxWorkers=1', ...TESTS];
    const output = await run(ROOT, jest, { NODE_OPTIONS: warnings });
    const [, passed] = /^(\d+) passed, 0 failed/m.exec(output) ?? [];
    assert.ok(Number(passed) > 0, output);
    console.log(`        ${passed} tests`);
  });
}

const nodes = await timed('binaries of Node', () => nodeBinaries(Object.keys(LINES)));
await sideBySide(
  [...nodes].flatMap(([line, node]) => {
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    return [packed, tests].map((job) => () => timed(`Node ${version}: ${job.name}`, () => job(line, node, version)));
  }),
);
closing();
