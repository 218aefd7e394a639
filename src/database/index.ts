export type { Database, Migrations, Query, Transaction, TransactionOptions } from './database.js';
export { isOutage, isUnstorableText } from './faults.js';
export { type DatabaseOptions, openDatabase } from './open-database.js';
export type { Tables } from './tables.js';
