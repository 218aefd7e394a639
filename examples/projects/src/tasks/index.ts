import { createLoader, defineModule, type Loader } from 'portcullis';
import { migrations } from './migrations.js';
import { policies } from './policies.js';
import { resolvers } from './resolvers.js';
import { createTasksService, type TasksService } from './service.js';
import type { Task } from './store.js';

declare module 'portcullis' {
  interface Services {
    tasks: TasksService;
  }
  interface Loaders {
    tasks: Loader<Task | null>;
    openTasks: Loader<number>;
  }
  interface Models {
    Task: Task;
  }
}

/** What is to be done in a project. */
export const tasks = defineModule({
  name: 'tasks',
  needs: ['projects'],
  typeDefs: new URL('../../schema/tasks.graphql', import.meta.url),
  migrations,
  resolvers,
  policies,
  nodes: { Task: { load: (ids, { loaders }) => loaders.tasks.loadMany(ids) } },
  services: (deps) => ({ tasks: createTasksService(deps) }),
  loaders: ({ services }) => ({
    tasks: createLoader(async (ids) => {
      const found = new Map((await services.tasks.findAll(ids)).map((task) => [task.id, task]));
      return ids.map((id) => found.get(id) ?? null);
    }),
    openTasks: createLoader(async (projectIds) => {
      const counts = await services.tasks.countOpen(projectIds);
      return projectIds.map((id) => counts.get(id) ?? 0);
    }),
  }),
});
