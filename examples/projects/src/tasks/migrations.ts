import type { Migrations } from 'portcullis';

export const migrations: Migrations = {
  '001-tasks': {
    up: async (db) => {
      await db.schema
        .createTable('tasks')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('organization_id', 'text', (column) => column.notNull())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('owner_id', 'text', (column) => column.notNull())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('notes', 'text')
        .addColumn('done', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('tasks_of_project').on('tasks').columns(['project_id', 'created_at', 'id']).execute();
    },
  },
};
