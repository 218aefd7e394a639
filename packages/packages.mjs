import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Each may import only those before it. The last one is the server, and has what no other has. */
export const packages = [
  'packages/errors',
  'packages/access',
  'packages/tokens',
  'packages/client',
  'packages/create-portcullis',
  '.',
].map((path) => {
  const folder = join(ROOT, path);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return { folder, manifest, entries: entriesOf(manifest), isServer: path === '.' };
});

/** The files of `src/` that a package offers, by the name that they are imported by. */
function entriesOf({ name, exports }) {
  const paths = Object.entries(exports).filter(([, target]) => typeof target === 'object');
  return new Map(paths.map(([path, { default: file }]) => [join(name, path), sourceOf(file)]));
}

/** `./dist/access/index.js` is made of `access/index.ts`. */
function sourceOf(file) {
  return relative('dist', file).replace(/\.js$/, '.ts');
}

/** The files that others offer, by the name that they are imported by. */
const offered = new Map(
  packages
    .filter(({ isServer }) => !isServer)
    .flatMap(({ entries }) => [...entries].map(([name, file]) => [file, name])),
);

/**
 * What a package is made of: the files that its entries lead to, types included, as far as no other package offers them;
 * and those that another offers.
 */
export function contentsOf({ entries, isServer }) {
  const own = new Set(entries.values());
  // What is started, rather than imported.
  if (isServer) for (const file of ['main.ts', 'cli/index.ts']) own.add(file);
  const foreign = new Map();
  for (const file of own) {
    const name = offered.get(file);
    if (name !== undefined && !(entries.has(name) && !isServer)) {
      own.delete(file);
      foreign.set(file, name);
      continue;
    }
    for (const imported of importsOf(file)) own.add(imported);
  }
  return { own, foreign };
}

function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, 'src', file), 'utf8'));
  const relatives = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
  return relatives
    .map((name) => join(dirname(file), name).replace(/\.js$/, '.ts'))
    .filter((name) => existsSync(join(ROOT, 'src', name)));
}
