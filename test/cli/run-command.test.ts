import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';
import { runCli } from '../support/process.js';

let cwd = '';
beforeAll(() => {
  cwd = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-here-')));
  const writes = "fs.writeSync(1, 'one\\n'); fs.writeSync(2, 'two\\n'); process.stdout.write('three\\n');";
  writeFileSync(
    join(cwd, 'own.mjs'),
    `import fs from 'node:fs'; ${writes} export default { modules: process.env.OWN };`,
  );
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('a command in the process of a test ends as one in its own', () => {
  test.each([
    { args: ['--help'], code: 0 },
    { args: ['access', 'matrices'], code: 2 },
    { args: ['keys', 'list'], code: 1 },
    { args: ['token', 'inspect'], code: 1, stdin: 'a.b\n' },
    { args: ['config', '--config', 'own.mjs'], code: 1, env: { OWN: 'told' } },
  ])('$args', async ({ args, code, ...options }) => {
    const own = await runCli(args, { cwd, ...options });
    expect(await runCliHere(args, { cwd, ...options })).toEqual(own);
    expect(own).toMatchObject({ code, signal: null });
  });

  test('with an error that no command expects', async () => {
    writeFileSync(join(cwd, 'broken.mjs'), "export default { get modules() { throw new RangeError('broken'); } };");
    const args = ['config', '--config', 'broken.mjs'];
    await expect(runCliHere(args, { cwd })).rejects.toThrow(new RangeError('broken'));
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/RangeError: broken\n +at /),
    });
  });
});

test.each([
  ['that ends', ['keys', 'list']],
  ['that exits', ['access', 'matrices']],
])('after a command %s, the process has what it had', async (_how, args) => {
  const state = () => ({
    env: { ...process.env },
    folder: process.cwd(),
    code: process.exitCode,
    exit: process.exit,
    stdin: Object.getOwnPropertyDescriptor(process, 'stdin'),
    writes: [process.stdout.write, process.stderr.write],
    terminals: [process.stdout.isTTY, process.stderr.isTTY],
  });
  const before = state();
  expect(await runCliHere(args, { cwd, env: { OWN: 'told' } })).not.toMatchObject({ code: 0 });
  expect(state()).toEqual(before);
});
