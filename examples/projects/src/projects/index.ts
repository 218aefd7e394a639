import { createLoader, defineModule, type Loader } from 'portcullis';
import { migrations } from './migrations.js';
import { policies } from './policies.js';
import { resolvers } from './resolvers.js';
import { createProjectsService, type ProjectsService } from './service.js';
import type { Project } from './store.js';

declare module 'portcullis' {
  interface Services {
    projects: ProjectsService;
  }
  interface Loaders {
    projects: Loader<Project | null>;
  }
  interface Models {
    Project: Project;
  }
}

/** What an organization works on. */
export const projects = defineModule({
  name: 'projects',
  needs: ['organizations', 'tasks'],
  typeDefs: new URL('../../schema/projects.graphql', import.meta.url),
  migrations,
  resolvers,
  policies,
  nodes: { Project: { load: (ids, { loaders }) => loaders.projects.loadMany(ids) } },
  services: (deps) => ({ projects: createProjectsService(deps) }),
  loaders: ({ services }) => ({
    projects: createLoader(async (ids) => {
      const found = new Map((await services.projects.findAll(ids)).map((project) => [project.id, project]));
      return ids.map((id) => found.get(id) ?? null);
    }),
  }),
});
