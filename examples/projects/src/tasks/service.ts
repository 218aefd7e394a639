import { type ModuleDeps, type Page, PortcullisError, type Transaction } from 'portcullis';
import { countOpenTasks, findTasks, insertTask, listTasks, markDone, removeTasksOf, type Task } from './store.js';

/** A task that somebody makes for themselves. */
export interface NewTask {
  readonly projectId: string;
  readonly organizationId: string;
  readonly ownerId: string;
  readonly title: string;
  readonly notes: string | null;
}

export interface TasksService {
  findAll(ids: readonly string[]): Promise<readonly Task[]>;
  list(projectId: string, page: Page): Promise<readonly Task[]>;
  countOpen(projectIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  create(task: NewTask): Promise<Task>;
  /** `NOT_FOUND` if there is no such task. */
  complete(id: string): Promise<Task>;
  removeOf(tx: Transaction, projectId: string): Promise<void>;
}

export function createTasksService({ database, clock, randomBytes }: ModuleDeps): TasksService {
  return {
    findAll: (ids) => findTasks(database.query, ids),
    list: (projectId, page) => listTasks(database.query, projectId, page),
    countOpen: (projectIds) => countOpenTasks(database.query, projectIds),
    create: async (task) => {
      const made = { ...task, id: randomBytes(16).toString('hex'), done: false, createdAt: clock() };
      await database.transaction(({ query }) => insertTask(query, made));
      return made;
    },
    complete: async (id) => {
      const task = await database.transaction(({ query }) => markDone(query, id));
      if (!task) throw new PortcullisError('NOT_FOUND', 'There is no such task.', { field: 'id' });
      return task;
    },
    removeOf: (tx, projectId) => removeTasksOf(tx.query, projectId),
  };
}
