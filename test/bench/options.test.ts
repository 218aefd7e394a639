import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** Mistakes are told before anything is started, so the peers need not be there. */
function runWith(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bench/main.js', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each([
  [['--only', 'portcullis,apolo'], /--only: There is no "apolo"\. The names are portcullis, .*, apollo, .*http\./],
  [['--workloads', 'huge'], /--workloads: There is no "huge"\. The names are small, list, wide, denied\./],
  [['--rounds', '2.5'], /--rounds: Write a whole number from 1 to 999\./],
  [['--seconds', 'soon'], /--seconds: Write a number from 0\.1 to 999\./],
  [['--pairs', '3'], /--pairs: Use 5 or more, or 0 for none\./],
  [['--fast'], /Unknown option '--fast'[\s\S]*--quick/],
  [['--quick', 'out.json'], /Unexpected argument 'out\.json'/],
  [['--quick', '--json', 'no-such-folder/out.json'], /--json: There is no folder .*no-such-folder/],
])('%j is refused with what is wrong', (args, expected) => {
  const { status, stdout, stderr } = runWith(...args);
  expect(stderr).toMatch(expected);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});

test('--help tells the options and starts nothing', () => {
  const { status, stdout, stderr } = runWith('--help');
  expect(stdout).toMatch(/--json FILE/);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
