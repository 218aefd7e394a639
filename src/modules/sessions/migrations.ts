import type { Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-sessions': {
    up: async (db) => {
      await db.schema
        .createTable('sessions')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('counter', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('last_used_at', 'bigint', (column) => column.notNull())
        .addColumn('idle_expires_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('ended_at', 'bigint')
        .addColumn('ip_address', 'text')
        .addColumn('user_agent', 'text')
        .execute();
      await db.schema.createIndex('sessions_by_user').on('sessions').columns(['user_id', 'last_used_at']).execute();
    },
  },
  '002-sessions-by-expiry': {
    up: async (db) => {
      await db.schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at').execute();
    },
  },
  '003-sessions-valid-from': {
    up: async (db) => {
      await db.schema
        .alterTable('sessions')
        .addColumn('valid_from', 'bigint', (column) => column.notNull().defaultTo(0))
        .execute();
    },
  },
  '004-sessions-late-retries': {
    up: async (db) => {
      // SQLite adds one column a statement.
      await db.schema
        .alterTable('sessions')
        .addColumn('used_counter', 'bigint', (column) => column.notNull().defaultTo(-1))
        .execute();
      await db.schema
        .alterTable('sessions')
        .addColumn('recovered_at', 'text', (column) => column.notNull().defaultTo('[]'))
        .execute();
    },
  },
  '005-sessions-data': {
    up: async (db) => {
      await db.schema.alterTable('sessions').addColumn('data', 'text').execute();
    },
  },
};
