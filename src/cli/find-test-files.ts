import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { readSections, type WrittenFile } from '../access/test/index.js';
import { StartupError } from '../errors.js';

export const EXTENSION = '.access';

/** Folders that are looked through for nothing of a project. */
const LEFT_OUT = /^(node_modules|dist|build|coverage|\..*)$/;

/** The test files at these places: files, and folders with all `*.access` in them; by default this folder. */
export async function readTestFiles(places: readonly string[]): Promise<readonly WrittenFile[]> {
  const asked = places.length > 0 ? places : ['.'];
  const found = (await Promise.all(asked.map(filesAt))).flat();
  const paths = [...new Set(found.map((path) => resolve(path)))];
  if (paths.length === 0) {
    throw new StartupError([
      `There is no *${EXTENSION} in ${asked.map((place) => (place === '.' ? 'this folder' : place)).join(', ')}. Write one as docs/testing-rules.md shows, or name a file.`,
    ]);
  }
  return Promise.all(
    paths.map(async (path) => readSections(relative('.', path).split(sep).join('/'), await readFile(path, 'utf8'))),
  );
}

async function filesAt(place: string): Promise<readonly string[]> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new StartupError([`There is no file or folder ${place}.`]);
  return found.isDirectory() ? filesBelow(place, (name) => name.endsWith(EXTENSION)) : [place];
}

/** Sorted, so that they run in the same order everywhere. */
export async function filesBelow(folder: string, isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return LEFT_OUT.test(entry.name) ? [] : filesBelow(path, isWanted);
        return isWanted(entry.name) ? [path] : [];
      }),
  );
  return nested.flat();
}
