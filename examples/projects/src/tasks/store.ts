import { type Page, type Query, selectPage } from 'portcullis';

export interface Task {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly ownerId: string;
  readonly title: string;
  readonly notes: string | null;
  readonly done: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

interface TasksTable {
  id: string;
  organization_id: string;
  project_id: string;
  owner_id: string;
  title: string;
  notes: string | null;
  done: number;
  created_at: number;
}

declare module 'portcullis' {
  interface Tables {
    tasks: TasksTable;
  }
}

export async function insertTask(query: Query, task: Task): Promise<void> {
  const { id, organizationId, projectId, ownerId, title, notes, done, createdAt } = task;
  const keys = { id, organization_id: organizationId, project_id: projectId, owner_id: ownerId };
  await query
    .insertInto('tasks')
    .values({ ...keys, title, notes, done: Number(done), created_at: createdAt })
    .execute();
}

export async function findTasks(query: Query, ids: readonly string[]): Promise<readonly Task[]> {
  return (await query.selectFrom('tasks').selectAll().where('id', 'in', ids).execute()).map(toTask);
}

/** Those of a project, the newest first. */
export async function listTasks(query: Query, projectId: string, page: Page): Promise<readonly Task[]> {
  const rows = query.selectFrom('tasks').selectAll().where('project_id', '=', projectId);
  const found = await selectPage(rows, page, { time: 'created_at', id: 'id', first: 'newest' }).execute();
  return found.map(toTask);
}

/** How many tasks of each project are open; a project without any is left out. */
export async function countOpenTasks(
  query: Query,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await query
    .selectFrom('tasks')
    .select(({ fn }) => ['project_id', fn.countAll<number>().as('count')])
    .where('project_id', 'in', projectIds)
    .where('done', '=', 0)
    .groupBy('project_id')
    .execute();
  return new Map(rows.map(({ project_id, count }) => [project_id, count]));
}

/** Undefined if there is no such task. */
export async function markDone(query: Query, id: string): Promise<Task | undefined> {
  const row = await query.updateTable('tasks').set({ done: 1 }).where('id', '=', id).returningAll().executeTakeFirst();
  return row && toTask(row);
}

export async function removeTasksOf(query: Query, projectId: string): Promise<void> {
  await query.deleteFrom('tasks').where('project_id', '=', projectId).execute();
}

function toTask({ id, organization_id, project_id, owner_id, title, notes, done, created_at }: TasksTable): Task {
  const keys = { id, organizationId: organization_id, projectId: project_id, ownerId: owner_id };
  return { ...keys, title, notes, done: done === 1, createdAt: created_at };
}
