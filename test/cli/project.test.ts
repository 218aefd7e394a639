import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readProject } from '../../src/cli/project.js';
import { StartupError } from '../../src/errors.js';
import { modules, roles } from '../../src/modules.js';
import { createTestFolder, type TestFolder } from './folder.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let folder: TestFolder;
beforeEach(() => {
  folder = createTestFolder();
  folder.write('package.json', '{ "type": "module" }');
});
afterEach(() => folder.remove());

const at = (name: string) => join(folder.path, name);
const read = (name: string) => readProject({ config: at(name) });

async function problemsOf(name: string): Promise<readonly string[]> {
  try {
    await read(name);
  } catch (error) {
    if (error instanceof StartupError) return error.problems.map((problem) => problem.replaceAll(folder.path, 'F'));
    throw error;
  }
  return [];
}

/** The least that a server is made of, without a package to import. */
const MODULES = "modules: ['keys', 'revocation', 'instances', 'rate-limits'].map((name) => ({ name }))";

describe('a project', () => {
  test('is the server of Portcullis itself without a file', async () => {
    expect(await readProject({})).toMatchObject({ file: undefined, modules, roles });
  });

  test('is what the file exports by default', async () => {
    folder.write('a.js', `export default { ${MODULES}, roles: { admin: 'A', support: 'B', user: 'C' } };`);
    const project = await read('a.js');
    expect(project.modules.map(({ name }) => name)).toEqual(['keys', 'revocation', 'instances', 'rate-limits']);
    expect(project).toMatchObject({ file: at('a.js'), roles: { admin: 'A', support: 'B', user: 'C' } });
  });

  test.each([
    ['CommonJS', 'b.cjs', `module.exports = { ${MODULES} };`],
    ['what TypeScript made CommonJS of', 'b.cjs', `exports.__esModule = true; exports.default = { ${MODULES} };`],
    ['a module that waits', 'b.mjs', `await Promise.resolve(); export default { ${MODULES} };`],
  ])('may be %s', async (_what, name, text) => {
    folder.write(name, text);
    expect((await read(name)).modules).toHaveLength(4);
  });

  test('may be TypeScript that imports TypeScript, where tsx is', async () => {
    mkdirSync(at('node_modules'));
    symlinkSync(join(ROOT, 'node_modules/tsx'), at('node_modules/tsx'));
    folder.write(
      'names.ts',
      "export const names: readonly string[] = ['keys', 'revocation', 'instances', 'rate-limits'];",
    );
    folder.write(
      'c.ts',
      "import { names } from './names.js';",
      'export default { modules: names.map((name: string) => ({ name })) };',
    );
    expect((await read('c.ts')).modules).toHaveLength(4);
  });

  test('has a configuration of its own where it says so, and else that of its variables', async () => {
    folder.write('d.js', `export default { ${MODULES}, config: { port: 4321 } };`);
    expect((await read('d.js')).readConfig()).toEqual({ port: 4321 });
    folder.write('e.js', `export default { ${MODULES} };`);
    process.env.PORT = 'no port';
    expect((await read('e.js')).readConfig).toThrow(StartupError);
  });
});

describe('a file is refused, by its name', () => {
  test.each([
    ['that is not there', 'none.js', undefined, '--config: The file F/none.js does not exist.'],
    [
      'that exports nothing',
      'f.js',
      'export const options = {};',
      'F/f.js exports nothing by default. Write: export default { modules: [...modules, yours] } satisfies ServerOptions',
    ],
    [
      'that exports something else',
      'g.js',
      "export default { modules: 'all' };",
      "F/g.js exports { modules: 'all' }. Write: export default { modules: [...modules, yours] } satisfies ServerOptions",
    ],
    [
      'with an option that there is not',
      'h.js',
      `export default { ${MODULES}, rolls: {} };`,
      'F/h.js: createServer has no option rolls. With these modules, its options are modules, config, roles, context, log, clock, randomBytes, announce.',
    ],
    [
      'without a module that is needed',
      'i.js',
      "export default { modules: [{ name: 'keys' }, { name: 'revocation' }, { name: 'rate-limits' }] };",
      'F/i.js: modules: The server needs the module "instances". Add it.',
    ],
    [
      'with two modules of one name',
      'j.js',
      "export default { modules: [{ name: 'keys' }, { name: 'keys' }] };",
      'F/j.js: Two modules are named "keys".',
    ],
    ['that throws', 'k.js', "\nthrow new Error('no luck');", 'F/k.js cannot be read: no luck (F/k.js:2:7)'],
  ])('%s', async (_what, name, text, problem) => {
    if (text !== undefined) folder.write(name, text);
    const [told, ...others] = await problemsOf(name);
    expect([told?.replace(/\((?:\.\.\/)*\S*\/(k\.js:\d+:\d+)\)/, '(F/$1)'), ...others]).toEqual([problem]);
  });

  test('with a mistake in its text, or an import that is not there', async () => {
    folder.write('l.js', 'export default {');
    expect(await problemsOf('l.js')).toEqual([
      expect.stringMatching(/^F\/l\.js cannot be read: Unexpected end of input/),
    ]);
    folder.write('m.js', "import './nowhere.js';");
    expect(await problemsOf('m.js')).toEqual([expect.stringMatching(/^F\/m\.js cannot be read: Cannot find module/)]);
  });

  const canTypeScript = 'typescript' in process.features && process.features.typescript;
  (canTypeScript ? test.skip : test)('that is TypeScript, where nothing runs it', async () => {
    folder.write('n.ts', `export default { ${MODULES} };`);
    expect(await problemsOf('n.ts')).toEqual([
      'F/n.ts is TypeScript, which this version of Node cannot run. Install tsx in the project (npm install --save-dev tsx), or compile the file and pass the result: --config dist/portcullis.config.js',
    ]);
  });
});
