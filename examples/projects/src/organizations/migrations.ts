import type { Migrations } from 'portcullis';

export const migrations: Migrations = {
  '001-organizations': {
    up: async (db) => {
      await db.schema
        .createTable('organizations')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('invoice_address', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('memberships')
        .addColumn('organization_id', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('rank', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('memberships_key', ['organization_id', 'user_id'])
        .execute();
      await db.schema.createIndex('memberships_of_user').on('memberships').column('user_id').execute();
    },
  },
};
