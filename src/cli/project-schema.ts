import { existsSync } from 'node:fs';
import { compileSchema } from '../access/report/index.js';
import { readRoles } from '../server/schema/roles.js';
import { buildModulesSdl } from '../server/schema/schema.js';
import { findCommit } from './git.js';
import { modulesAt } from './modules-at.js';
import type { OwnSchema } from './own-schema.js';
import { type Project, readProject } from './project.js';
import { readSchema } from './read-schema.js';

/** The schema of the server that a configuration file makes. */
export async function ofProject(file: string): Promise<OwnSchema> {
  const project = await readProject({ config: file });
  const compile = (modules: Project['modules']) =>
    compileSchema(buildModulesSdl(modules, readRoles(project.roles)).schema);
  return {
    name: file,
    compile: async () => compile(project.modules),
    compileOther: async (place) => {
      // A path that exists goes before a revision.
      const commit = existsSync(place) || place.includes(':') ? undefined : await findCommit(place);
      if (commit === undefined) return readSchema([place], { paths: [] });
      return compile(await modulesAt({ revision: place, commit }, project.modules));
    },
  };
}
