export type { Database, Migrations, Query, Transaction, TransactionOptions } from './database.js';
export { type DatabaseOptions, openDatabase } from './open-database.js';
export { isOutage } from './outage.js';
export type { Tables } from './tables.js';
