import { execFile } from 'node:child_process';
import { basename, dirname, posix, relative, resolve as resolvePath, sep } from 'node:path';
import { promisify } from 'node:util';
import { Source } from 'graphql';
import { StartupError } from '../errors.js';

const run = promisify(execFile);

/**
 * The files of a git revision: `REV:path` counts from the root of the repository, as git has it; `REV` alone is for
 * these paths, from here, as far as they were there. Of a folder, those whose names are wanted. Undefined if there is no
 * such revision.
 */
export async function readRevision(
  place: string,
  paths: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<readonly Source[] | undefined> {
  const [, revision = '', colon, inside = ''] = /^([^:]*)(:?)(.*)$/s.exec(place) ?? [];
  const commit = await findCommit(revision);
  if (commit === undefined) return undefined;
  const wanted = colon ? [inside] : paths.map(fromHere);
  const found: Source[] = [];
  let isThere = false;
  for (const from of wanted) {
    const object = await resolve(`${commit}:${from}`);
    if (object === undefined) continue;
    isThere = true;
    found.push(...(await readObject(object, `${revision}:${from.replace(/^\.\//, '')}`, isWanted)));
  }
  if (isThere) return found;
  throw new StartupError([`${place}: ${revision} has no ${wanted.join(', ')}. Name one: ${revision}:path.`]);
}

/** A file as it was at a commit; undefined if it was not there. */
export async function readFileAt({ revision, commit }: Commit, path: string): Promise<Source | undefined> {
  const object = await resolve(`${commit}:${fromHere(path)}`);
  return object === undefined ? undefined : readBlob(object, `${revision}:${fromHere(path).slice(2)}`);
}

/** A commit, and what it was called by. */
export interface Commit {
  readonly revision: string;
  readonly commit: string;
}

/** The id of the commit; undefined if there is no such revision. */
export async function findCommit(revision: string): Promise<string | undefined> {
  // What begins with a hyphen would be an option of git.
  if (revision === '' || revision.startsWith('-')) return undefined;
  return resolve(`${revision}^{commit}`);
}

/** A file in a repository: its path from the root, and a commit that has it. */
export interface CommittedFile {
  readonly revision: string;
  readonly file: string;
}

/** A file as it is in the last commit of the repository that it is in; undefined if it is not there. */
export async function findFileInRepository(path: string): Promise<CommittedFile | undefined> {
  const folder = dirname(resolvePath(path));
  try {
    const [root = '', revision = ''] = (await gitIn(folder, 'rev-parse', '--show-toplevel', 'HEAD')).split('\n');
    const [file] = (await gitIn(folder, 'ls-tree', '-z', '--full-name', 'HEAD', '--', basename(path)))
      .split('\0')
      .map((entry) => entry.split('\t')[1]);
    return root !== '' && file ? { revision, file } : undefined;
  } catch {
    return undefined;
  }
}

/** The same for a file of a revision, by its path from here or from the root of the repository. */
export async function findFileInCommit(
  revision: string,
  path: string,
  isFromRoot: boolean,
): Promise<CommittedFile | undefined> {
  const commit = await findCommit(revision);
  if (commit === undefined) return undefined;
  const prefix = isFromRoot ? '' : (await git('rev-parse', '--show-prefix')).trim();
  const file = posix.normalize(`${prefix}${path}`);
  return (await resolve(`${commit}:${file}`)) === undefined ? undefined : { revision: commit, file };
}

/** The root of the repository of this folder. */
export async function findRepository(): Promise<string> {
  return (await git('rev-parse', '--show-toplevel')).trim();
}

function fromHere(path: string): string {
  return `./${relative('.', path).split(sep).join('/')}`;
}

async function readObject(
  object: string,
  name: string,
  isWanted: (name: string) => boolean,
): Promise<readonly Source[]> {
  if ((await git('cat-file', '-t', object)).trim() === 'blob') return [await readBlob(object, name)];
  const sources: Source[] = [];
  for (const { id, file } of await listTree(object))
    if (isWanted(file)) sources.push(await readBlob(id, `${name.replace(/([^:/])\/?$/, '$1/')}${file}`));
  return sources;
}
/** The files below, by their paths. */
async function listTree(object: string): Promise<readonly { readonly id: string; readonly file: string }[]> {
  const entries = (await git('ls-tree', '-r', '-z', '--full-tree', object)).split('\0');
  const files = entries.flatMap((entry) => {
    const [, id = '', file = ''] = /^\d+ blob (\w+)\t(.+)$/s.exec(entry) ?? [];
    return file === '' ? [] : [{ id, file }];
  });
  return files.sort((one, other) => (one.file < other.file ? -1 : 1));
}

async function readBlob(id: string, name: string): Promise<Source> {
  return new Source(await git('cat-file', 'blob', id), name);
}

/** The id of what a text of git names; undefined if it names nothing, or there is no git. */
async function resolve(text: string): Promise<string | undefined> {
  try {
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', text)).trim();
  } catch {
    return undefined;
  }
}

/** Without a shell: no character means anything. */
async function git(...args: readonly string[]): Promise<string> {
  return gitIn('.', ...args);
}

async function gitIn(cwd: string, ...args: readonly string[]): Promise<string> {
  return (await run('git', args, { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
}
