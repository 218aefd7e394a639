import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A folder of files for a test. */
export interface TestFolder {
  readonly path: string;
  write(name: string, ...lines: readonly string[]): void;
  /** A file, as a report names it: from here. */
  shown(name: string): string;
  remove(): void;
}

export function createTestFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-cli-'));
  return {
    path,
    write: (name, ...lines) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), lines.join('\n'));
    },
    shown: (name) => relative(process.cwd(), join(path, name)),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
