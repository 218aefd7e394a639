export { compareMigrations, type MigrationDifference } from './compare-migrations.js';
export type { Connections, Database, Migrations, Query, Transaction, TransactionOptions } from './database.js';
export { dialectOf } from './dialect-of.js';
export { isOutage, isUnstorableText } from './faults.js';
export { isDatabaseThere } from './is-there.js';
export { type DatabaseOptions, openDatabase, type Statement } from './open-database.js';
export type { Tables } from './tables.js';
