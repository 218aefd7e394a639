// What the browser gets at /graphql: `src/explorer`, with GraphiQL and React from their own packages, in three files.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './packages.mjs';

const ENTRIES = ['graphiql.ts', 'graphiql.css', 'sandbox.ts'];

/** The files by name: `graphiql.js` and its like, and the licences of the packages that are in them. */
export async function bundleExplorer() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ENTRIES.map((file) => join('src/explorer', file)),
    outdir: 'explorer',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const files = outputFiles.map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]);
  return new Map([...files, ['LICENSES.txt', licencesOf(Object.keys(metafile.inputs))]]);
}

/** Of every package that a file is from. Throws if one does not say. */
function licencesOf(paths) {
  const folders = new Set(paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'License.txt', 'LICENCE']
      .map((each) => join(ROOT, folder, each))
      .find(existsSync);
    if (!file && !license) throw new Error(`${folder} says nothing of its licence.`);
    return `${name} ${version}: ${license}\n\n${file ? readFileSync(file, 'utf8').trim() : ''}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
