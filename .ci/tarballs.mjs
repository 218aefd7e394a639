// Packs every package in a clean clone, where nothing is built: `npm pack` alone has to. Each tarball must have all that
// its manifest, its code, its types and its source maps lead to, and nothing else of this repository.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { packages } from '../packages/packages.mjs';
import { check, closing, makeFolder, ROOT, run, timed } from './folders.mjs';

/** What a tarball may have at its top. */
const KNOWN =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|create\.cjs|(dist|docs|operations|schema|template)\/.+)$/;

/** The sources, tests and dependencies of this repository. A template has its own. */
const FOREIGN = /^(test|src)\/|(^|\/)node_modules\//;

/** What is made of the files of `src/` one by one. Of what the browser gets, a few files are made of all. */
const BUILT = /^dist\/(?!explorer\/).*\.(js|d\.ts)$/;
const BUNDLE = ['graphiql.js', 'graphiql.css', 'sandbox.js', 'LICENSES.txt'].map((file) => `dist/explorer/${file}`);

const folder = makeFolder('clone', []);
const clone = join(folder, 'portcullis');
run(folder, ['git', 'clone', '--quiet', '--depth', '1', `file://${ROOT}`, clone]);
linkDependencies();
const pack = (...flags) =>
  execFileSync('npm', ['pack', '--json', '--pack-destination', folder, ...flags], {
    cwd: clone,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
// They are all built by the same command, so the first one builds the others.
const listed = await timed('npm pack in a clean clone', () =>
  [pack('--workspace=@portcullis/access'), pack('--ignore-scripts', '--workspaces', '--include-workspace-root')].join(),
);
check('each package is built before it is packed', () => {
  for (const { manifest } of packages)
    assert.match(manifest.scripts.prepack, /^npm (--prefix \.\.\/\.\. )?run --silent build$/);
});

/** As `npm ci` would have it: the dependencies of this folder, and the packages of the clone. */
function linkDependencies() {
  const modules = join(clone, 'node_modules');
  const ours = new Map(packages.filter(({ isServer }) => !isServer).map((each) => [each.manifest.name, each.folder]));
  mkdirSync(join(modules, '@portcullis'), { recursive: true });
  for (const entry of readdirSync(join(ROOT, 'node_modules'))) {
    if (entry !== '@portcullis' && !ours.has(entry))
      symlinkSync(join(ROOT, 'node_modules', entry), join(modules, entry));
  }
  for (const [name, path] of ours) symlinkSync(join(clone, relative(ROOT, path)), join(modules, name));
}

for (const { manifest } of packages) {
  const { name, version } = manifest;
  const root = join(folder, `tarball-${name.replace(/\W+/g, '-')}`);
  mkdirSync(root);
  const tarball = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
  check(`${name}: its tarball is complete, and has nothing else`, () => {
    assert.ok(listed.includes(tarball), listed.slice(0, 2000));
    run(root, ['tar', '-xzf', join(folder, tarball), '--strip-components=1']);
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)));
    const missing = [...expectedBy(root, files)].filter((path) => !existsSync(join(root, path)));
    assert.deepEqual(missing, []);
    assert.deepEqual(
      files.filter((path) => !KNOWN.test(path) || (!path.startsWith('template/') && FOREIGN.test(path))),
      [],
    );
    assertManifest(root);
    for (const path of files.filter((each) => BUILT.test(each) && each.endsWith('.js'))) assertSourceMap(root, path);
  });
}
closing();

/** The files that have to be there, by their paths in the tarball. */
function* expectedBy(root, files) {
  const packed = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  yield* ['LICENSE', 'CHANGELOG.md', 'README.md'];
  for (const target of targetsOf([packed.exports, packed.main, packed.types, packed.bin])) yield target;
  if (packed.name === 'portcullis') {
    for (const path of ['schema', 'docs']) yield* readdirSync(join(ROOT, path)).map((file) => join(path, file));
    yield* BUNDLE;
  }
  for (const path of files.filter((each) => BUILT.test(each))) yield* importsOf(root, path);
}

function targetsOf(value) {
  if (typeof value === 'string') return [value];
  return Object.values(value ?? {}).flatMap(targetsOf);
}

/** The files of the tarball that a file of it imports, or has the types of. */
function importsOf(root, path) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, path), 'utf8'), true, true);
  const relatives = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
  return relatives.map((name) => {
    const target = join(dirname(path), name);
    return path.endsWith('.d.ts') ? target.replace(/\.js$/, '.d.ts') : target;
  });
}

function assertManifest(root) {
  const {
    keywords,
    repository,
    license,
    bin = {},
    description,
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.ok(keywords.length > 2 && repository.url && license === 'MIT' && description);
  if (repository.directory) assert.ok(existsSync(join(ROOT, repository.directory, 'package.json')));
  for (const path of targetsOf(bin)) {
    assert.match(readFileSync(join(root, path), 'utf8'), /^#!\/usr\/bin\/env node\n/);
    assert.ok(statSync(join(root, path)).mode & 0o100, `${path} cannot be run.`);
  }
}

/** A debugger has the source from the map itself, so `src/` need not be there. */
function assertSourceMap(root, path) {
  const text = readFileSync(join(root, path), 'utf8');
  // A file that passes another package on has no source.
  if (/^(module\.exports = require\('[^']+'\)|export \* from '[^']+');\n$/.test(text)) return;
  const [, name] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text) ?? [];
  assert.ok(name, `${path} has no source map.`);
  const { sources, sourcesContent } = JSON.parse(readFileSync(join(root, dirname(path), name), 'utf8'));
  assert.equal(sources.length, 1);
  const [source] = sources.map((each) => each.replace(/^(\.\.\/)+/, ''));
  assert.deepEqual(sourcesContent, [readFileSync(join(clone, source), 'utf8')], `${path}: ${source}`);
}
