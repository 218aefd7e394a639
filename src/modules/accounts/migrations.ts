import type { Migrations } from '../../database/index.js';
import { addressSearch, userSearch } from './search-migration.js';

export const migrations: Migrations = {
  '001-users': {
    up: async (db) => {
      await db.schema
        .createTable('users')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('email', 'text', (column) => column.notNull())
        .addColumn('email_key', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text')
        .addColumn('name_key', 'text')
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('roles', 'text', (column) => column.notNull())
        .addColumn('disabled', 'integer', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('users_by_created_at').on('users').columns(['created_at', 'id']).execute();
    },
  },
  '002-email-verified': {
    up: async (db) => {
      await db.schema
        .alterTable('users')
        .addColumn('email_verified', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
    },
  },
  '003-account-tokens': {
    up: async (db) => {
      await db.schema
        .createTable('account_tokens')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('purpose', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('email', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('account_tokens_by_user')
        .on('account_tokens')
        .columns(['user_id', 'purpose', 'created_at'])
        .execute();
    },
  },
  '004-pending-registrations': {
    up: async (db) => {
      await db.schema
        .createTable('pending_registrations')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('email', 'text', (column) => column.notNull())
        .addColumn('email_key', 'text', (column) => column.notNull())
        .addColumn('name', 'text')
        .addColumn('password_hash', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createIndex('pending_registrations_by_email')
        .on('pending_registrations')
        .columns(['email_key', 'created_at'])
        .execute();
      await db.schema
        .createIndex('pending_registrations_by_expiry')
        .on('pending_registrations')
        .column('expires_at')
        .execute();
    },
  },
  '005-user-search': userSearch,
  '006-address-search': addressSearch,
};
