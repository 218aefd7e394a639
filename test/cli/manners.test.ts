import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { runCliHere } from '../support/cli-here.js';

/** Every command, by the words that lead to it. */
async function commandsOf(path: readonly string[] = []): Promise<readonly (readonly string[])[]> {
  const { stdout } = await runCliHere([...path, '--help']);
  const [, listed = ''] = stdout.split(/^Commands:$/m);
  const names = [...listed.matchAll(/^ {2}([a-z][\w-]*)(?= |$)/gm)].map(([, name = '']) => name);
  const below = names.filter((name) => name !== 'help');
  if (below.length === 0) return [path];
  const all: (readonly string[])[] = [];
  for (const name of below) all.push(...(await commandsOf([...path, name])));
  return all;
}

test('the help of each command ends with examples, which are calls of it', async () => {
  const commands = await commandsOf();
  expect(commands.length).toBeGreaterThan(15);
  for (const path of commands) {
    const { stdout, code } = await runCliHere([...path, '--help']);
    const [, examples = ''] = stdout.split(/^Examples?:$/m);
    const calls = examples.split('\n').filter((line) => line.includes('portcullis'));
    expect([path, calls.length > 0, code]).toEqual([path, true, 0]);
    for (const call of calls) {
      expect(call).toContain(`portcullis ${path.join(' ')}`);
      const used = [...call.matchAll(/ (--[\w-]+)/g)].map(([, option = '']) => option);
      expect([
        call,
        used.filter((option) => !stdout.includes(`${option} `) && !stdout.includes(`${option}\n`)),
      ]).toEqual([call, []]);
    }
  }
});

test('exit codes are told, and a wrong command line is 2 everywhere', async () => {
  expect((await runCliHere(['--help'])).stdout).toContain('Exit codes: 0 it is done; 1 ');
  const wrong = [
    ['nonsense'],
    ['keys', 'nonsense'],
    ['keys', 'retire'],
    ['doctor', '--nonsense'],
    ['access', 'diff'],
    ['completion', 'tcsh'],
  ];
  for (const args of wrong) {
    const { code, stdout, stderr } = await runCliHere(args);
    expect([args, code, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^ +at /m);
  }
});

describe('the completion', () => {
  /** What bash proposes for the last of these words. */
  async function proposed(...words: readonly string[]): Promise<readonly string[]> {
    const { stdout } = await runCliHere(['completion', 'bash']);
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const script = `${stdout}\nCOMP_WORDS=(portcullis ${quoted}); COMP_CWORD=${words.length}; _portcullis; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout: output, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return output.split('\n').filter(Boolean);
  }

  test.each([
    [['ke'], ['keys']],
    [
      ['keys', 're'],
      ['retire', 'reseal'],
    ],
    [
      ['keys', 'retire', '--c'],
      ['--config', '--compromised'],
    ],
    [['keys', 'retire', 'k-2', '--c'], []],
    [
      ['backup', ''],
      ['--config', '--force', '--help'],
    ],
    [['access', 'explain', '--role', ''], ['--schema']],
    [['completion', ''], ['--help']],
  ])('of bash proposes for %j', async (words, expected) => {
    const all = await proposed(...words);
    expect(all).toEqual(expected[0] === '--schema' ? expect.arrayContaining(expected) : expected);
  });

  test('of zsh is that of bash, and that of fish has the same words', async () => {
    const scripts: string[] = [];
    for (const shell of ['bash', 'zsh', 'fish']) scripts.push((await runCliHere(['completion', shell])).stdout);
    const [bash = '', zsh, fish = ''] = scripts;
    expect(zsh).toContain(bash);
    expect(fish).toContain("-f -a keys -d 'The keys that access tokens are signed with'");
    expect(fish).toMatch(/__fish_seen_subcommand_from keys; and __fish_seen_subcommand_from retire' -l compromised /);
    for (const line of fish.split('\n').filter(Boolean)) expect(line.match(/(?<!\\)'/g)).toHaveLength(4);
  });
});
