import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readCheck } from '../../src/access/test/read-check.js';
import { createTestFolder, type TestFolder } from '../cli/folder.js';
import { runCliHere } from '../support/cli-here.js';
import { readCodeBlocks } from '../support/code-blocks.js';

const PAGE = 'docs/testing-rules.md';
const blocks = readCodeBlocks(PAGE);
const textsOf = (language: string) => blocks.filter((block) => block.language === language).map(({ text }) => text);
const [schema = ''] = textsOf('graphql');
const [line = '', first = '', missing = '', onServer = ''] = textsOf('access');
const [passed = '', uncovered = ''] = textsOf('text');
const [run = '', coverage = '', commands = ''] = textsOf('sh');

/** The arguments of `npx portcullis access test …  # what it does`. */
const argumentsOf = (command: string) => command.replace(/ +#.*/, '').trim().split(' ').slice(2);

describe(`${PAGE}, word for word in an empty folder`, () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = createTestFolder();
  });
  afterEach(() => folder.remove());
  const cli = (command: string) => runCliHere(argumentsOf(command), { cwd: folder.path });

  test('a first test, what it leaves out, and the line that is missing', async () => {
    folder.write('schema/shop.graphql', schema);
    folder.write('schema/shop.access', first);
    expect(await cli(run)).toEqual({ code: 0, signal: null, stdout: passed, stderr: '' });
    expect(await cli(coverage)).toEqual({ code: 1, signal: null, stdout: uncovered, stderr: '' });
    folder.write('schema/shop.access', first + missing);
    const covered = await cli(coverage);
    expect([covered.code, covered.stdout]).toEqual([0, expect.stringContaining('2 of 2 rules are covered both ways')]);
  });

  test('a file that runs on the server', async () => {
    folder.write('a.access', onServer);
    expect(await cli(run)).toMatchObject({ code: 0, stdout: 'a.access: 4 passed\n\n4 passed, 0 failed\n' });
  });

  test('each of the commands, but for the one that does not end', async () => {
    folder.write('schema/shop.graphql', schema);
    folder.write('schema/shop.access', first + missing);
    const all = commands.split('\n').filter((each) => each !== '' && !each.includes('--watch'));
    expect(all).toHaveLength(4);
    for (const command of all) expect([command, (await cli(command)).code]).toEqual([command, 0]);
  });
});

test('its first line is a test', () => {
  expect(readCheck(line)).toMatchObject({ viewer: [{ text: 'ann' }], answer: { kind: 'answer', errors: [] } });
});

test('every block of it is looked at', () => {
  expect(blocks.map(({ language }) => language).sort()).toEqual(
    ['access', 'access', 'access', 'access', 'graphql', 'sh', 'sh', 'sh', 'text', 'text'].sort(),
  );
});

test('the pages on @auth, on tests and on projects lead to it', () => {
  for (const page of ['docs/auth-directive.md', 'docs/testing.md', 'docs/project.md', 'README.md'])
    expect([page, readFileSync(page, 'utf8')]).toEqual([page, expect.stringContaining('testing-rules.md')]);
});
