import { sql } from 'kysely';
import type { Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-mails': {
    up: async (db) => {
      await db.schema
        .createTable('mails')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('recipient', 'text', (column) => column.notNull())
        .addColumn('network', 'text', (column) => column.notNull())
        .addColumn('turn', 'bigint')
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('next_at', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addColumn('done_at', 'bigint')
        .execute();
      await db.schema.createIndex('mails_by_turn').on('mails').columns(['state', 'turn', 'created_at']).execute();
      await db.schema
        .createIndex('mails_by_network')
        .on('mails')
        .columns(['network', 'turn'])
        .where(sql.ref('turn'), 'is not', null)
        .execute();
      await db.schema
        .createIndex('mails_waiting_once')
        .on('mails')
        .columns(['recipient', 'network'])
        .unique()
        .where(sql.ref('state'), '=', sql.lit('WAITING'))
        .execute();
      await db.schema
        .createIndex('mails_by_end')
        .on('mails')
        .column('done_at')
        .where(sql.ref('done_at'), 'is not', null)
        .execute();
    },
  },
};
