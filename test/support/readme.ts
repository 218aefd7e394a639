import { spawn } from 'node:child_process';
import { readCodeBlocks } from './code-blocks.js';

/** A block of commands in a Markdown file, and what it says that they print: the block that comes after it. */
export interface Step {
  readonly commands: string;
  /** `…` stands for anything; undefined if nothing is said. */
  readonly output: string | undefined;
}

export function readSteps(file: string): readonly Step[] {
  const blocks = readCodeBlocks(file);
  return blocks.flatMap(({ language, text: commands }, index) => {
    const next = blocks[index + 1];
    return language === 'sh' ? [{ commands, output: next && next.language !== 'sh' ? next.text : undefined }] : [];
  });
}

/** Runs the commands of all steps in one shell, so that what one sets the next can use. Gives what each printed. */
export async function runSteps(
  steps: readonly Step[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const mark = `--- ${Math.random()}`;
  const shell = spawn('bash', ['-u'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let printed = '';
  shell.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  shell.stdin.end(steps.map(({ commands }) => `${commands}\necho '${mark}'\n`).join(''));
  await new Promise((resolve, reject) => shell.on('error', reject).on('close', resolve));
  return printed.split(mark).slice(0, -1);
}

/** The output with `…` in place of what the expected one leaves open, to be compared with it. */
export function asFarAsTold(printed: string, expected: string): string {
  const parts = expected.trim().split('…');
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(printed.trim()) ? expected : printed;
}
