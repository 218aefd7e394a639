import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Why the file of `ACCESS_LOG` cannot be appended to, or made: a sentence, and how to fix it. Undefined if it can be, as
 * far as that shows without doing it.
 */
export function fileProblem(path: string): string | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    // Who opens a pipe waits for its reader, and a process does not end while it waits.
    if (there?.isFIFO() || there?.isSocket()) return `ACCESS_LOG: ${path} is a pipe. Name a file.`;
    if (isFolder(path, there)) return cannotBeWritten(path, 'EISDIR');
    accessSync(there ? path : `${dirname(path)}/`, constants.W_OK);
    return undefined;
  } catch (error) {
    return cannotBeWritten(path, error instanceof Error && 'code' in error ? String(error.code) : 'unknown');
  }
}

export function cannotBeWritten(path: string, code: string): string {
  return `ACCESS_LOG: ${path} cannot be written to (${code}). Name a file in a folder that exists, and that the server may write in.`;
}

function isFolder(path: string, there: Stats | undefined): boolean {
  return there?.isDirectory() ?? path.endsWith('/');
}
