import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readCodeBlocks } from '../../support/code-blocks.js';
import { createTestPlace } from '../../support/databases.js';
import { request } from '../../support/graphql.js';
import { endProcesses, environmentOf, runCli, startScript } from '../../support/process.js';
import { FOLDER, readOptions } from './support.js';

const PACKAGE = 'portcullis';
const README_BLOCKS = readCodeBlocks(`${FOLDER}/README.md`);
const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

afterAll(endProcesses);

test('its SDL is that of its modules', async () => {
  const { printSdl }: typeof import('../../../src/index.js') = await import(PACKAGE);
  expect(textOf('schema.graphql')).toBe(printSdl(await readOptions()));
});

test('its types are those of its SDL', () => {
  const generated = 'src/generated/resolvers.ts';
  const before = textOf(generated);
  const codegen = join(process.cwd(), 'node_modules/@graphql-codegen/cli/cjs/bin.js');
  execFileSync(process.execPath, [codegen], { cwd: FOLDER, stdio: 'pipe' });
  expect(textOf(generated)).toBe(before);
}, 120_000);

test('it compiles, answers, and is read by the commands, as its README has it', async () => {
  const [, compile = '', start = ''] = README_BLOCKS[0]?.text.trim().split('\n') ?? [];
  execFileSync('bash', ['-euc', compile], { stdio: 'pipe' });
  const main = /^node (\S+)$/.exec(start)?.[1] ?? '';
  const place = await createTestPlace('SQLite');
  const { url, kill, ended } = await startScript(`import './${main}'`, {
    env: environmentOf(place),
  });
  try {
    expect(await request(url, '{ organizations { edges { cursor } } }')).toMatchObject({
      status: 200,
      data: { organizations: null },
      errors: [{ path: ['organizations'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }],
    });
  } finally {
    kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, signal: null });
    await place.remove();
  }
  const cwd = join(process.cwd(), FOLDER);
  const sdl = await runCli(['schema', '--config', 'dist/portcullis.config.js'], { cwd });
  expect(sdl).toMatchObject({ code: 0, stdout: textOf('schema.graphql'), stderr: '' });
  const told = /`npx portcullis ([^`]+)`/.exec(textOf('README.md'))?.[1]?.split(' ') ?? [];
  const matrix = await runCli(told, { cwd });
  expect(matrix).toMatchObject({ code: 0, stderr: '' });
  expect(matrix.stdout).toMatch(/^\| projects .*claim org is argument organizationId/m);
}, 120_000);

test('it is made of what the package exports, and of nothing else of this repository', () => {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', FOLDER], {
    encoding: 'utf8',
  });
  const sources = files.split('\n').filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(15);
  for (const file of sources) {
    const imports = [...readFileSync(file, 'utf8').matchAll(/(?:from|import) '([^']+)'/g)].map(
      ([, name]) => name ?? '',
    );
    for (const name of imports) {
      if (name.startsWith('.')) expect(join(file, '..', name)).toMatch(/^examples\/projects\//);
      else expect(['portcullis', 'portcullis/access', 'graphql']).toContain(name);
    }
  }
});
