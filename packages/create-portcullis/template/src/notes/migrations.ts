import type { Migrations } from 'portcullis';

declare module 'portcullis' {
  interface Tables {
    notes: { id: string; owner_id: string; text: string; created_at: number };
  }
}

/** Never change a migration that has run: add a new one. */
export const migrations: Migrations = {
  '001-notes': {
    up: async (db) => {
      await db.schema
        .createTable('notes')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('owner_id', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('notes_by_owner').on('notes').columns(['owner_id', 'created_at', 'id']).execute();
    },
  },
};
