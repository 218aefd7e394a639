import { sql } from 'kysely';
import { dialectOf, type Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-known-networks': {
    up: async (db) => {
      await db.schema
        .createTable('known_networks')
        .addColumn('key', 'text', (column) => column.primaryKey())
        .addColumn('account', 'text', (column) => column.notNull())
        .addColumn('used_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('known_networks_by_account')
        .on('known_networks')
        .columns(['account', 'used_at'])
        .execute();
      await db.schema.createIndex('known_networks_by_use').on('known_networks').column('used_at').execute();
    },
  },
  '002-rate-counts': {
    up: async (db) => {
      // Embedded, they are in memory.
      if (dialectOf(db) === 'sqlite') return;
      // Unlogged: an attempt waits for no disk. A crash of the database forgets what was counted, and nothing else.
      await sql`create unlogged table rate_counts (
        key text primary key, count integer not null, opens_at bigint not null, expires_at bigint not null
      )`.execute(db);
      await db.schema.createIndex('rate_counts_by_expiry').on('rate_counts').column('expires_at').execute();
    },
  },
};
