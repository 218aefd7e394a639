import { type Page, type Query, selectPage } from 'portcullis';

export interface Project {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

interface ProjectsTable {
  id: string;
  organization_id: string;
  name: string;
  created_at: number;
}

declare module 'portcullis' {
  interface Tables {
    projects: ProjectsTable;
  }
}

export async function insertProject(query: Query, { id, organizationId, name, createdAt }: Project): Promise<void> {
  const row = { id, organization_id: organizationId, name, created_at: createdAt };
  await query.insertInto('projects').values(row).execute();
}

export async function findProjects(query: Query, ids: readonly string[]): Promise<readonly Project[]> {
  const rows = await query.selectFrom('projects').selectAll().where('id', 'in', ids).execute();
  return rows.map(toProject);
}

/** Those of an organization, the newest first. */
export async function listProjects(query: Query, organizationId: string, page: Page) {
  const rows = query.selectFrom('projects').selectAll().where('organization_id', '=', organizationId);
  const found = await selectPage(rows, page, { time: 'created_at', id: 'id', first: 'newest' }).execute();
  return found.map(toProject);
}

/** False if there is no such project. */
export async function removeProject(query: Query, id: string): Promise<boolean> {
  return (await query.deleteFrom('projects').where('id', '=', id).returning('id').executeTakeFirst()) !== undefined;
}

function toProject({ id, organization_id, name, created_at }: ProjectsTable): Project {
  return { id, organizationId: organization_id, name, createdAt: created_at };
}
