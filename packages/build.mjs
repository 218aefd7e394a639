// The last step of `npm run build`: makes the packages out of one source tree, once tsc has written the types.
// They are CommonJS, so that `import` and `require` get the same copy: of their classes, and of graphql's. A file that
// another package offers is not there twice: in its place stands a line that passes the package on.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { bundleExplorer } from './bundle-explorer.mjs';
import { contentsOf, packages, ROOT } from './packages.mjs';

const { CommonJS, ES2022, Node16 } = ts.ModuleKind;
const TYPES = join(ROOT, 'build/types');
// Code generation runs a part of it, from which come types that the rest needs.
const withTypes = !process.argv.includes('--without-types');
// Functions and values, without a class and without a memory.
const MAY_BE_TWICE = /^(values\/|viewer\.ts$|requirement\.ts$)/;
const owners = new Map();
const explorer = await bundleExplorer();

for (const each of packages) {
  const contents = contentsOf(each);
  for (const file of contents.own) refuseSecondOwner(file, each);
  const dist = join(each.folder, 'dist');
  const { import: asModule } = each.manifest.exports['.'];
  // Documents are data, without classes. A front end gets them as modules, of which a bundler takes what is used. Of the
  // others a module gets types alone that are its own, since graphql 17 has its types twice.
  const withCode = asModule?.default.startsWith('./dist/esm/');
  const written = [
    ...build(contents, dist, CommonJS, { withCode: true }),
    ...(asModule ? build(contents, join(dist, 'esm'), ES2022, { withCode }) : []),
    ...(each.isServer ? passOnAsModules(each.manifest, contents) : []),
    ...(each.isServer ? [...explorer].map(([name, text]) => write(join(dist, 'explorer', name), text)) : []),
  ];
  removeOthers(dist, new Set(written));
  if (each.isServer) continue;
  for (const file of ['LICENSE', 'CHANGELOG.md'])
    write(join(each.folder, file), readFileSync(join(ROOT, file), 'utf8'));
}
chmodSync(join(ROOT, 'dist/cli/index.js'), 0o755);

function* build({ own, foreign }, dist, format, { withCode }) {
  const type = format === CommonJS ? 'commonjs' : 'module';
  yield write(join(dist, 'package.json'), `${JSON.stringify({ type })}\n`);
  for (const file of own) {
    const to = join(dist, file.replace(/\.ts$/, ''));
    if (withCode) yield* compile(file, to, format);
    yield writeTypes(file, to, own);
  }
  for (const [file, name] of foreign) yield* passOn(name, join(dist, file.replace(/\.ts$/, '')), { withCode });
}

function* compile(file, to, format) {
  const source = join(ROOT, 'src', file);
  // As Node takes a `.cts`: what is imported when it is needed may be a module, which `require` does not always take.
  const [fileName, module] =
    format === CommonJS ? [basename(file, '.ts').concat('.cts'), Node16] : [basename(file), format];
  const { outputText, sourceMapText } = ts.transpileModule(readSource(source, format), {
    fileName,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module, esModuleInterop: true, sourceMap: true },
  });
  const map = { ...JSON.parse(sourceMapText), file: `${basename(to)}.js`, sources: [relative(dirname(to), source)] };
  yield write(`${to}.js`, outputText.replace(/(?<=sourceMappingURL=.*)\.cjs\.map$/m, '.js.map'));
  yield write(`${to}.js.map`, JSON.stringify({ ...map, sourcesContent: [readFileSync(source, 'utf8')] }));
}

function writeTypes(file, to, own) {
  if (!withTypes) return `${to}.d.ts`;
  const types = readFileSync(join(TYPES, file.replace(/\.ts$/, '.d.ts')), 'utf8');
  return write(`${to}.d.ts`, file === 'index.ts' ? types + additionsOf(own) : types);
}

/** What modules add to the types of others is there for whoever imports the server, though no type leads to it. */
function additionsOf(own) {
  const adding = [...own].filter((file) => /^declare module/m.test(readFileSync(join(ROOT, 'src', file), 'utf8')));
  return adding.map((file) => `import './${file.replace(/\.ts$/, '.js')}';\n`).join('');
}

/** CommonJS has no `import.meta`. */
function readSource(path, format) {
  const text = readFileSync(path, 'utf8');
  if (format !== CommonJS) return text;
  return text.replaceAll('import.meta.url', "require('node:url').pathToFileURL(__filename).href");
}

function* passOn(name, to, { withCode }) {
  if (withCode) yield write(`${to}.js`, `module.exports = require('${name}');\n`);
  yield write(`${to}.d.ts`, `export * from '${name}';\n`);
}

/** What a front end takes from the server's package are the modules of another one, with their types: not those for `require`. */
function* passOnAsModules({ exports }, { foreign }) {
  const modules = Object.values(exports).flatMap((target) => (target.import ? [target.import.default] : []));
  yield write(join(ROOT, 'dist/esm/package.json'), '{"type":"module"}\n');
  for (const path of modules) {
    const name = foreign.get(relative('dist/esm', path).replace(/\.js$/, '.ts'));
    for (const end of ['.js', '.d.ts']) {
      yield write(join(ROOT, path.replace(/\.js$/, end)), `export * from '${name}';\n`);
    }
  }
}

/** A class, or what is remembered, would be there twice. */
function refuseSecondOwner(file, { manifest: { name } }) {
  const other = owners.get(file);
  owners.set(file, name);
  if (other === undefined || MAY_BE_TWICE.test(file)) return;
  throw new Error(`src/${file} is in ${other} and in ${name}. Import it from a file that one of them exports.`);
}

/** What is so already is left alone: another process may be reading it. */
function write(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return path;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function removeOthers(folder, kept) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path)) rmSync(path);
  }
}
