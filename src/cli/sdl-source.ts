import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { Source } from 'graphql';
import { StartupError } from '../errors.js';
import { errorCode } from './error-code.js';
import { readRevision } from './git.js';

/**
 * The SDL at a place: a file, a folder with all `*.graphql` and `*.gql` in it, or a git revision: `main` for what
 * `paths` were there, `main:schema` for another path. A path that exists goes before a revision.
 */
export async function readSources(place: string, paths: readonly string[]): Promise<readonly Source[]> {
  const sources = (await readPath(place)) ?? (await readRevision(place, paths, isSdl));
  if (!sources) throw noSuchPlace(place);
  if (sources.length === 0)
    throw new StartupError([`${place} contains no *.graphql or *.gql file. Name another folder.`]);
  return sources;
}

function noSuchPlace(place: string): StartupError {
  return new StartupError([
    `There is no file or folder ${place}, and no git revision with that name. Examples: schema, main, HEAD~1, main:schema.`,
  ]);
}

/** Undefined if there is nothing. */
async function readPath(path: string): Promise<readonly Source[] | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!found) return undefined;
  const files = found.isDirectory() ? await filesIn(path) : [path];
  return Promise.all(files.map(async (file) => new Source(await readFile(file, 'utf8'), shown(file))));
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => isSdl(entry.name) && !entry.isDirectory());
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

function isSdl(name: string): boolean {
  return /\.(graphql|gql)$/.test(name);
}

/** From here, with slashes on every system. */
function shown(file: string): string {
  return relative('.', resolve(file)).split(sep).join('/');
}
