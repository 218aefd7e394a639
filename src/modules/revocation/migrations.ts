import type { Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-revocations': {
    up: async (db) => {
      await db.schema
        .createTable('revocations')
        .addColumn('position', 'bigint', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('revocation_feed')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('position', 'bigint', (column) => column.notNull())
        .execute();
      await db.insertInto('revocation_feed').values({ id: 'last', position: 0 }).execute();
    },
  },
  '002-revocations-by-expiry': {
    up: async (db) => {
      await db.schema.createIndex('revocations_by_expiry').on('revocations').column('expires_at').execute();
    },
  },
};
