import fs from 'node:fs';
import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import { runCommand } from '../../src/cli/run-command.js';
import { replaceEnvironment } from './environment.js';
import type { Ending, ProcessOptions } from './process.js';

/** What `process.exit` throws here: nothing after it runs. */
class Exit extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`process.exit(${code})`);
    this.code = code;
  }
}

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;
const NAMES = ['stdout', 'stderr'] as const;

/**
 * `runCli` in this process, where the code of a command is read once: a process of its own costs up to a second of CPU.
 * Not for two at a time, nor for signals, terminals and pipes that break. What no command expects is thrown.
 */
export async function runCliHere(args: readonly string[], options: ProcessOptions = {}): Promise<Ending> {
  const output = { stdout: '', stderr: '' };
  const restore = replaceProcess(options, output);
  try {
    await runCommand(args);
    return { code: Number(process.exitCode ?? 0), signal: null, ...output };
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    return { code: error.code, signal: null, ...output };
  } finally {
    restore();
  }
}

/** Puts everything that a command has of its process in its place, until it is put back. */
function replaceProcess({ env = {}, cwd, stdin = '' }: ProcessOptions, output: Record<'stdout' | 'stderr', string>) {
  const [ownEnv, ownFolder, ownCode] = [{ ...process.env }, process.cwd(), process.exitCode];
  const ownInput = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};
  const terminals = NAMES.map((name) => [process[name], process[name].isTTY] as const);
  const spies = spyOnOutput(output);
  replaceEnvironment({ PATH: ownEnv.PATH, ...env });
  for (const [stream] of terminals) stream.isTTY = false;
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(stdin)]), configurable: true });
  process.exitCode = undefined;
  if (cwd !== undefined) process.chdir(cwd);
  return () => {
    process.chdir(ownFolder);
    process.exitCode = ownCode;
    Object.defineProperty(process, 'stdin', ownInput);
    for (const [stream, isTTY] of terminals) stream.isTTY = isTTY;
    replaceEnvironment(ownEnv);
    for (const spy of spies) spy.mockRestore();
  };
}

function spyOnOutput(output: Record<'stdout' | 'stderr', string>) {
  const { writeSync } = fs;
  return [
    ...NAMES.map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((text) => {
        output[name] += text;
        return true;
      }),
    ),
    // The log writes to the descriptor.
    jest.spyOn(fs, 'writeSync').mockImplementation(((
      fd: number,
      text: string | NodeJS.ArrayBufferView,
      ...rest: []
    ) => {
      const name = NAMES.find((each) => DESCRIPTORS[each] === fd);
      if (name === undefined) return writeSync(fd, text as string, ...rest);
      output[name] += text;
      return Buffer.byteLength(text as string);
    }) as typeof writeSync),
    jest.spyOn(process, 'exit').mockImplementation((code) => {
      throw new Exit(Number(code ?? process.exitCode ?? 0));
    }),
  ];
}
