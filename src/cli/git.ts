import { execFile } from 'node:child_process';
import { relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { Source } from 'graphql';
import { StartupError } from '../errors.js';

const run = promisify(execFile);

/**
 * The files of a git revision: `REV:path` counts from the root of the repository, as git has it; `REV` alone is for
 * `path`, from here. Of a folder, those whose names are wanted. Undefined if there is no such revision.
 */
export async function readRevision(
  place: string,
  path: string,
  isWanted: (name: string) => boolean,
): Promise<readonly Source[] | undefined> {
  const [, revision = '', colon, inside = ''] = /^([^:]*)(:?)(.*)$/s.exec(place) ?? [];
  // What begins with a hyphen would be an option of git.
  if (revision === '' || revision.startsWith('-')) return undefined;
  const commit = await resolve(`${revision}^{commit}`);
  if (commit === undefined) return undefined;

  const from = colon ? inside : `./${relative('.', path).split(sep).join('/')}`;
  const object = await resolve(`${commit}:${from}`);
  if (object === undefined)
    throw new StartupError([`${place}: ${revision} has no ${from}. Name one: ${revision}:path.`]);
  const name = `${revision}:${from.replace(/^\.\//, '')}`;
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
  return (await run('git', args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
}
