import type { Migrations } from 'portcullis';

export const migrations: Migrations = {
  '001-projects': {
    up: async (db) => {
      await db.schema
        .createTable('projects')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('organization_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('projects_of_organization')
        .on('projects')
        .columns(['organization_id', 'created_at', 'id'])
        .execute();
    },
  },
};
