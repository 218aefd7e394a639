import type { Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-signing-keys': {
    up: async (db) => {
      await db.schema
        .createTable('signing_keys')
        .addColumn('kid', 'text', (column) => column.primaryKey())
        .addColumn('algorithm', 'text', (column) => column.notNull())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  '002-rotation': {
    up: async (db) => {
      for (const name of ['activates_at', 'last_signed_at', 'retired_at']) {
        await db.schema.alterTable('signing_keys').addColumn(name, 'bigint').execute();
      }
      // Which key signed until now is not known, so each of them may have.
      await db
        .updateTable('signing_keys')
        .set((row) => ({ activates_at: row.ref('created_at'), last_signed_at: Date.now() }))
        .execute();
      await db.schema
        .createTable('signing_key_changes')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('number', 'bigint', (column) => column.notNull())
        .execute();
      await db.insertInto('signing_key_changes').values({ id: 'last', number: 0 }).execute();
    },
  },
};
