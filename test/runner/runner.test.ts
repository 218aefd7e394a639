import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../..');
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'portcullis-runner-')));
afterAll(() => rmSync(directory, { recursive: true }));

/** What `npm test` says of these test files: its exit code, and what it writes, without colours. */
async function runTests(files: Readonly<Record<string, string>>): Promise<{ code: number | null; output: string }> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const args = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--maxWorkers=1', '--verbose', '--roots', directory];
  const { TEST_DATABASE_URL: _, CI: _ci, ...env } = process.env;
  const jest = spawn(process.execPath, args, { cwd: ROOT, env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0' } });
  let output = '';
  for (const stream of [jest.stdout, jest.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await new Promise<number | null>((resolve) => jest.on('close', resolve));
  return { code, output };
}

test('a run tells what fails, whatever the way, and where', async () => {
  const { code, output } = await runTests({
    'first.test.ts': `
      import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
      import { count } from './shared.js';

      count.loads += 1;
      interface Erased { readonly it: number }
      test('passes', () => expect([count.loads, [] instanceof Array]).toEqual([1, true]));
      test('leaves the clock stopped', () => {
        jest.useFakeTimers({ now: 5 });
        expect(Date.now()).toBe(5);
      });
      test('is wrong', () => expect({ it: 1 } satisfies Erased).toEqual({ it: 2 }));
      test('leaves a spy on a clock that was stopped', () => {
        jest.useFakeTimers();
        jest.spyOn(globalThis, 'setTimeout');
        jest.useRealTimers();
        process.env.LEFT_BEHIND = 'on';
      });
      test('takes too long', () => new Promise(() => {}), 50);
      test('rejects what nobody awaits', async () => {
        void Promise.reject(new Error('nobody'));
        await new Promise(setImmediate);
      });
      describe('before each', () => {
        beforeEach(() => { throw new Error('before'); });
        test('does not begin', () => {});
      });
      describe('after each', () => {
        afterEach(() => { throw new Error('after'); });
        test('does not end', () => {});
      });`,
    'second.test.ts': `
      import { executionAsyncResource } from 'node:async_hooks';
      import { expect, test } from '@jest/globals';
      test('the clock goes again', () => expect(Date.now()).toBeGreaterThan(5));
      test('timers run', () => new Promise((resolve) => setTimeout(resolve, 1)));
      test('promises carry the storage of one file', () => {
        const symbols = Object.getOwnPropertySymbols(executionAsyncResource()).map(({ description }) => description);
        expect(symbols.filter((description) => description === 'kResourceStore').length).toBeLessThan(2);
      });
      test('no variable is left', () => expect(process.env.LEFT_BEHIND).toBeUndefined());
      test('it has nothing of the file before', () => expect(Object.keys(globalThis)).not.toContain('test'));`,
    'third.test.ts': `import { absent } from './shared.js'; absent();`,
    'shared.ts': 'export const count: { loads: number } = { loads: 0 };',
  });
  const told = [...output.matchAll(/ ([✓✕]) (.*?)(?: \(\d+ ms\))?$/gm)].map(([, mark, name]) => `${mark} ${name}`);
  expect(told.sort()).toEqual([
    '✓ it has nothing of the file before',
    '✓ leaves a spy on a clock that was stopped',
    '✓ leaves the clock stopped',
    '✓ no variable is left',
    '✓ passes',
    '✓ promises carry the storage of one file',
    '✓ the clock goes again',
    '✓ timers run',
    '✕ does not begin',
    '✕ does not end',
    '✕ is wrong',
    '✕ rejects what nobody awaits',
    '✕ takes too long',
  ]);
  expect(output).toContain("does not provide an export named 'absent'");
  expect(output).toMatch(/at .*first\.test\.ts:12:65/);
  expect({ code, end: output.trimEnd().split('\n').at(-1) }).toEqual({ code: 1, end: '8 passed, 6 failed' });
});
