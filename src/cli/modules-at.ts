import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Module } from '../module/index.js';
import { parseSdl } from '../server/schema/sdl.js';
import { type Commit, findRepository, readFileAt } from './git.js';

/**
 * The modules with their SDL as it was at a commit: of each file in the repository that a module names, what was there.
 * What packages have stays as it is, and so does SDL that is no file, which is told on standard error.
 */
export async function modulesAt(commit: Commit, modules: readonly Module[]): Promise<readonly Module[]> {
  const repository = await findRepository();
  const other = modules.filter(({ typeDefs }) => typeDefs !== undefined && !(typeDefs instanceof URL));
  for (const { name } of other)
    process.stderr.write(`The SDL of the module "${name}" is in no file, so its current text is used.\n`);
  return Promise.all(
    modules.map(async (module) => {
      const { typeDefs, ...rest } = module;
      if (!(typeDefs instanceof URL)) return module;
      const path = fileURLToPath(typeDefs);
      const inside = relative(repository, path).split(sep);
      if (inside[0] === '..' || inside.includes('node_modules')) return module;
      const source = await readFileAt(commit, path);
      return source ? { ...rest, typeDefs: parseSdl([source]) } : rest;
    }),
  );
}
