import type { Migrations } from '../../database/index.js';

export const migrations: Migrations = {
  '001-audit-events': {
    up: async (db) => {
      await db.schema
        .createTable('audit_events')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('user_id', 'text')
        .addColumn('actor_id', 'text')
        .addColumn('session_id', 'text')
        .addColumn('ip_address', 'text')
        .addColumn('user_agent', 'text')
        .addColumn('detail', 'text')
        .execute();
      await db.schema.createIndex('audit_events_by_time').on('audit_events').columns(['at', 'id']).execute();
      await db.schema.createIndex('audit_events_by_user').on('audit_events').columns(['user_id', 'at', 'id']).execute();
    },
  },
};
