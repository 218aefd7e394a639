import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { transform } from '@swc/core';

const TESTS = new URL('../', import.meta.url).href;
const JEST_GLOBALS = new URL('./jest-globals.mjs', import.meta.url).href;
const SOURCE = /^file:(?!.*\/node_modules\/).*\.ts(\?.*)?$/;

/** `./name.js` in a TypeScript file is `./name.ts` where there is one; what a test file imports of `test/` is its own. */
export async function resolve(specifier, context, nextResolve) {
  const { parentURL = '' } = context;
  const { url, ...resolved } = await (specifier === '@jest/globals'
    ? { url: JEST_GLOBALS, shortCircuit: true }
    : (typescriptOf(specifier, parentURL) ?? nextResolve(specifier, context)));
  const { search } = new URL(parentURL);
  return { ...resolved, url: search && url.startsWith(TESTS) ? url + search : url };
}

function typescriptOf(specifier, parentURL) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js') || !SOURCE.test(parentURL)) return undefined;
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parentURL);
  return existsSync(url) ? { url: url.href, shortCircuit: true } : undefined;
}

export async function load(url, context, nextLoad) {
  if (!SOURCE.test(url)) return nextLoad(url, context);
  return { format: 'module', source: await compile(new URL(url).pathname), shortCircuit: true };
}

const compiled = new Map();

/** What many test files import is compiled once, unless it changes. */
async function compile(filename) {
  const { mtimeMs } = await stat(filename);
  const known = compiled.get(filename);
  if (known?.mtimeMs === mtimeMs) return known.code;
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  });
  compiled.set(filename, { mtimeMs, code });
  return code;
}
