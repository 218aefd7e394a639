// Runs the suites of @portcullis/access, and the examples of other servers with it, from the packed packages, on each
// version of graphql that it takes. `npm run packages` goes before. What is tested is the JavaScript that is published,
// with one copy of graphql beside it: `src/` is there in name alone, its files lead to those of the packages.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import config from '../jest.config.js';
import { packages } from '../packages/packages.mjs';
import { checkLater, closing, makeFolder, ROOT, sideBySide, start, timed } from './folders.mjs';
import { nodeBinaries } from './node-binaries.mjs';

const SUITES = ['test/access/', 'test/values/va', 'test/examples/hosts', 'test/examples/existing-apollo'];
const OURS = ['@portcullis/access', '@portcullis/errors'];
/** With the server. */
const ALL = [...OURS, ...packages.map(({ manifest }) => manifest.name).filter((name) => !OURS.includes(name))];
/** What the suites import beside. */
const TOOLS = [
  ...['@graphql-tools/executor', '@graphql-tools/merge', '@graphql-tools/schema', '@graphql-tools/utils'],
  ...[
    '@graphql-tools/wrap',
    '@graphql-codegen/cli',
    '@graphql-codegen/typescript',
    '@graphql-codegen/typescript-operations',
  ],
  ...[
    '@graphql-codegen/typescript-resolvers',
    '@pothos/core',
    'fast-check',
    'graphql-http',
    'graphql-jit',
    'graphql-yoga',
  ],
  ...['jsonwebtoken', 'typescript'],
];
const HOSTS = [
  ...['@apollo/server', '@apollo/subgraph', '@apollo/composition', '@apollo/server-plugin-response-cache'],
  ...['@as-integrations/express5', 'express', 'fastify', 'mercurius', 'nexus'],
];
/** What the suites are run by: it does not know graphql. */
const RUNNERS = ['@jest', '@swc', 'jest-circus', 'jest-mock'];

/** What is absent with graphql 17, and why. */
const ABSENT = {
  '@apollo/server': 'takes 16 alone',
  '@apollo/subgraph': 'takes 16 alone',
  '@apollo/composition': 'takes 16 alone',
  mercurius: 'takes 16 alone',
  nexus: 'takes 16 alone',
  portcullis: 'takes 16 alone, since @apollo/server does',
  'graphql-jit': '0.8.9 says that it takes 17, but leaves out the defaults of arguments and input fields',
};
/** A suite that fails with what says that it takes 17, and does not. */
const PROOF = { 'graphql-jit': 'test/access/attacks/inputs.test.ts' };

const shapes =
  'introspection is shaped by the plugin of @apollo/server alone; graphql 17 words and prints this differently';
const client = 'compares with @portcullis/client, which is not installed there';
/** The suites that cannot run with graphql 17, and why. */
const SUITES_OF_16 = {
  'test/access/apollo-plugin.test.ts': 'is about @apollo/server',
  'test/access/response-cache.test.ts': 'is about @apollo/server',
  'test/access/composition.test.ts': 'is about @apollo/composition',
  'test/access/attacks/representations.test.ts': 'is about @apollo/subgraph',
  'test/access/guard/published-sdl.test.ts': 'is about @apollo/subgraph',
  'test/access/rules/representations.test.ts': 'is about @apollo/subgraph',
  'test/access/codegen/rights/formula.test.ts': client,
  'test/access/codegen/rights/rights.property.test.ts': client,
  'test/access/codegen/rights/sent.test.ts': client,
  'test/access/codegen/rights/tightened.test.ts': client,
  'test/access/codegen/viewer-types.test.ts': 'is about the types of modules of portcullis',
  'test/access/introspection/clients.test.ts': 'is about the schema of portcullis',
  'test/access/report/own-schema.test.ts': 'is about the schema of portcullis',
  'test/access/introspection/answers.test.ts': shapes,
  'test/access/introspection/default-value.test.ts': shapes,
  'test/access/introspection/shaped-errors.test.ts': shapes,
  'test/access/introspection/shaped-errors.property.test.ts': shapes,
  'test/examples/existing-apollo.test.ts': 'is about @apollo/server',
};
/** The suites of which some tests cannot run with graphql 17, and why. */
const PARTLY_OF_16 = {
  'test/access/attacks/events.test.ts': 'runs on graphql-jit, too',
  'test/access/attacks/introspection.test.ts': 'asks @apollo/server',
  'test/access/attacks/odd-executors.test.ts': 'has an attack on graphql-jit',
  'test/access/attacks/odd-streams.test.ts': 'runs on graphql-jit, too',
  'test/access/attacks/sharing.test.ts': 'runs on @apollo/server, graphql-jit and the executor of portcullis, too',
  'test/access/attacks/subscription-expiry.test.ts': 'runs on graphql-jit, too',
  'test/access/attacks/subscriptions.test.ts': 'runs on graphql-jit, too',
  'test/access/guard/choose-resolvers.test.ts': 'has a test of the executor of portcullis',
  'test/access/introspection/introspection.test.ts': 'has a schema that graphql 17 refuses',
  'test/access/put-in-later.test.ts': 'has two tests of the executor of portcullis',
  'test/access/refusal-cost.test.ts': 'measures the executor of portcullis, too',
  'test/access/rules/warnings.test.ts': 'has tests of @apollo/subgraph',
  'test/examples/hosts.test.ts': 'runs on @apollo/server, mercurius and nexus, too',
};

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const versionsOf = (names) =>
  Object.fromEntries(names.map((name) => [name, { ...manifest.dependencies, ...manifest.devDependencies }[name]]));

/** A folder with graphql, the packed packages and the suites, where Jest can run them. */
async function prepare(name, graphql, { names, others }) {
  const dependencies = { ...versionsOf(others), graphql, 'graphql-other': 'npm:graphql@16.14.0' };
  const folder = makeFolder(name, names, dependencies, { type: 'module', overrides: manifest.overrides });
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const { code, output } = await timed(`${name}: npm install`, () => start(folder, ['npm', 'install', ...flags]));
  if (code !== 0) throw new Error(output);
  for (const each of ['test', 'schema', 'docs', 'tsconfig.json'])
    cpSync(join(ROOT, each), join(folder, each), { recursive: true });
  copyExamples(folder);
  for (const each of names) linkSources(join(folder, 'node_modules', each, 'dist'), folder);
  symlinkSync('src', join(folder, 'dist'));
  for (const each of RUNNERS) symlinkSync(join(ROOT, 'node_modules', each), join(folder, 'node_modules', each));
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(configOf(folder)));
  return folder;
}

/** They take the access package from the server's, which is not there with graphql 17. */
function copyExamples(folder) {
  for (const each of ['hosts', 'existing-apollo']) {
    const from = join(ROOT, 'examples', each);
    mkdirSync(join(folder, 'examples', each), { recursive: true });
    for (const file of readdirSync(from).filter((name) => /\.(js|md)$/.test(name))) {
      const text = readFileSync(join(from, file), 'utf8').replaceAll("'portcullis/access'", "'@portcullis/access'");
      writeFileSync(join(folder, 'examples', each, file), text);
    }
  }
}

/** A package that comes later has only what those before it have not. */
function linkSources(dist, folder) {
  if (!existsSync(dist)) return;
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(dist, file);
    const link = join(folder, 'src', path);
    if (!entry.isFile() || path.startsWith('esm/') || path === 'package.json' || existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(file, link);
  }
}

function configOf(folder) {
  const { globalSetup: _, globalTeardown: _too, ...rest } = config;
  const [[pattern, [, options]]] = Object.entries(config.transform);
  return {
    ...rest,
    rootDir: realpathSync(folder),
    transform: { [pattern]: [join(ROOT, 'node_modules/@swc/jest'), options] },
    reporters: [[join(ROOT, '.ci/counting-reporter.cjs'), {}]],
    maxWorkers: 1,
  };
}

/** What came of each file. */
async function runSuites(folder, node, args, without) {
  const counts = join(folder, 'counts.json');
  const jest = [node, join(ROOT, 'node_modules/jest/bin/jest.js'), '-c', 'jest.config.json', '--silent', ...args];
  // The last one is what the setup of `npm test` makes.
  const env = { COUNTS: counts, TEST_WITHOUT: without.join(), NODE_OPTIONS: '', PORTCULLIS_TEST_FOLDER: folder };
  const { output } = await start(folder, jest, env);
  if (!existsSync(counts)) throw new Error(output);
  return JSON.parse(readFileSync(counts, 'utf8'));
}

/** At least one for each `test`, and each list of attacks, in the file. */
function floorOf(path) {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^\s*(test|testWith\('[^']+'\)|\(.* : test\)|attacksOn|refusedAtTheStart)(\.each)?[(<]/gm)]
    .length;
}

const failuresOf = (files) =>
  Object.entries(files).flatMap(([path, { failed, message }]) =>
    failed.map((name) => `${path}: ${name}\n${message.slice(0, 2000)}`),
  );
const totalOf = ({ passed, skipped }) => passed + skipped.length;

function assertAllRan(files, left) {
  assert.deepEqual(failuresOf(files), []);
  const paths = readdirSync(join(ROOT, 'test'), { recursive: true })
    .map((path) => `test/${path}`)
    .filter((path) => path.endsWith('.test.ts') && SUITES.some((suite) => path.startsWith(suite)));
  assert.deepEqual(Object.keys(files).sort(), paths.filter((path) => !Object.hasOwn(left, path)).sort());
  for (const [path, counts] of Object.entries(files)) {
    const least = floorOf(path);
    assert.ok(
      least > 0 && totalOf(counts) >= least,
      `${path}: ${totalOf(counts)} tests ran, and it has at least ${least}.`,
    );
  }
}

const found = {};
const nameOf = (folder) => JSON.parse(readFileSync(join(folder, 'node_modules/graphql/package.json'), 'utf8')).version;

/** A folder whose name a URL has as it is. */
const nameFor = (range) => `graphql-${range.replace('^', 'from-')}`;

async function with16(range) {
  const folder = await prepare(nameFor(range), range, {
    names: ALL,
    others: [...TOOLS, ...HOSTS],
  });
  // `npm test` compiles and runs the example of Nest.
  const files = await timed(`graphql ${nameOf(folder)}: suites`, () =>
    runSuites(folder, process.execPath, SUITES, ['@nestjs/graphql']),
  );
  found[range] = files;
  await checkLater(`graphql ${nameOf(folder)}: all of ${totalIn(files)} tests`, () => {
    assertAllRan(files, {});
    assert.deepEqual(
      Object.entries(files).filter(([, { skipped }]) => skipped.length > 0),
      [],
    );
  });
}

const totalIn = (files) => Object.values(files).reduce((sum, { passed }) => sum + passed, 0);

async function with17(range, node) {
  const folder = await prepare(nameFor(range), range, { names: OURS, others: TOOLS });
  const without = [...Object.keys(ABSENT), '@nestjs/graphql'];
  const left = Object.keys(SUITES_OF_16);
  const ignored = left.map((path) => `--testPathIgnorePatterns=${path.replaceAll('.', '\\.')}$`);
  const files = await timed(`graphql ${nameOf(folder)}: suites`, () =>
    runSuites(folder, node, [...SUITES, ...ignored], without),
  );
  found[range] = files;
  await checkLater(`graphql ${nameOf(folder)}: ${totalIn(files)} tests, ${left.length} suites left out`, () =>
    assertAllRan(files, SUITES_OF_16),
  );
  await checkLater(`graphql ${nameOf(folder)}: what is left out would fail`, async () => {
    const tried = await runSuites(folder, node, left, without);
    // A suite of random schemas may draw none that graphql 17 answers differently.
    const isCertain = (path) => !path.endsWith('.property.test.ts');
    const failed = Object.keys(tried).filter((path) => tried[path].failed.length > 0);
    assert.deepEqual(failed.filter(isCertain).sort(), left.filter(isCertain).sort());
    for (const [host, path] of Object.entries(PROOF)) {
      const files = await runSuites(
        folder,
        node,
        [path],
        without.filter((each) => each !== host),
      );
      assert.ok(failuresOf(files).length > 0, `${path} passes with ${host}.`);
    }
    for (const host of Object.keys(ABSENT).filter((each) => !Object.hasOwn(PROOF, each))) assertTakes16(host);
  });
}

function assertTakes16(host) {
  const path = host === 'portcullis' ? '' : `node_modules/${host}`;
  const range = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')).peerDependencies.graphql;
  assert.match(range, /^(\^?1[56][\d.x]*( \|\| )?)+$/, `${host} takes graphql ${range}: its suites can run.`);
}

const [oldest, newest, next] = ['16.11.0', '^16.11.0', '^17.0.0'];
const nodes = await timed('Node 22', () => nodeBinaries(['22']));
await sideBySide([() => with17(next, nodes.get('22')), () => with16(oldest), () => with16(newest)]);
await checkLater('with each graphql the same tests run, but for those that cannot', () => {
  const counts = (range) =>
    Object.entries(found[range] ?? {}).map(([path, files]) => [path, totalOf(files) - files.skipped.length]);
  const [before, now] = [new Map(counts(oldest)), new Map(counts(newest))];
  assert.deepEqual([...now].sort(), [...before].sort());
  const fewer = counts(next).filter(([path, count]) => count < now.get(path));
  assert.deepEqual(fewer.map(([path]) => path).sort(), Object.keys(PARTLY_OF_16).sort());
});
closing();
