import { jest } from '@jest/globals';
import { modules, roles } from '../../src/modules.js';
import { runServer } from '../../src/server/run-server.js';
import { replaceEnvironment } from './environment.js';
import type { Ending } from './process.js';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * `main` in this process with that environment alone, for what stops the start before anything is opened: a process of
 * its own costs half a second of CPU. `code` is null if it does not end.
 */
export async function runMainHere(env: Readonly<Record<string, string>>): Promise<Ending> {
  const output = { stdout: '', stderr: '' };
  let code: number | null = null;
  const own = { ...process.env };
  const listeners = SIGNALS.flatMap((signal) => process.listeners(signal));
  const spies = [
    ...(['stdout', 'stderr'] as const).map((name) =>
      jest.spyOn(process[name], 'write').mockImplementation((text) => {
        output[name] += text;
        return true;
      }),
    ),
    jest.spyOn(process, 'exit').mockImplementation((given) => {
      code ??= Number(given);
      return undefined as never;
    }),
  ];
  replaceEnvironment({ PATH: own.PATH, ...env });
  try {
    await runServer({ modules, roles });
  } finally {
    replaceEnvironment(own);
    for (const spy of spies) spy.mockRestore();
    for (const signal of SIGNALS)
      for (const each of process.listeners(signal)) if (!listeners.includes(each)) process.off(signal, each);
  }
  return { code, signal: null, ...output };
}
