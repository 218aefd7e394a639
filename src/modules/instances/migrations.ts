import type { Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-instances': {
    up: async (db) => {
      await db.schema
        .createTable('instances')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('public_url', 'text', (column) => column.notNull())
        .addColumn('seen_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
};
