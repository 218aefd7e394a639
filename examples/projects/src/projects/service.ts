import type { ModuleDeps, Page } from 'portcullis';
import { findProjects, insertProject, listProjects, type Project, removeProject } from './store.js';

export interface ProjectsService {
  findAll(ids: readonly string[]): Promise<readonly Project[]>;
  list(organizationId: string, page: Page): Promise<readonly Project[]>;
  create(organizationId: string, name: string): Promise<Project>;
  /** With its tasks. False if there is no such project. */
  remove(id: string): Promise<boolean>;
}

export function createProjectsService({ database, services, clock, randomBytes }: ModuleDeps): ProjectsService {
  return {
    findAll: (ids) => findProjects(database.query, ids),
    list: (organizationId, page) => listProjects(database.query, organizationId, page),
    create: async (organizationId, name) => {
      const project = { id: randomBytes(16).toString('hex'), organizationId, name, createdAt: clock() };
      await database.transaction(({ query }) => insertProject(query, project));
      return project;
    },
    remove: (id) =>
      database.transaction(async (tx) => {
        await services.tasks.removeOf(tx, id);
        return removeProject(tx.query, id);
      }),
  };
}
