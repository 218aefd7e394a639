import { createRequire } from 'node:module';
import { type BuiltinSqlite, isBuiltinSqlite, openBuiltin } from './builtin-sqlite.js';
import { readError } from './faults.js';

/** An open SQLite file: what is used of better-sqlite3, and made of Node's own SQLite. */
export interface SqliteFile {
  readonly inTransaction: boolean;
  prepare(text: string): SqliteStatement;
  exec(text: string): unknown;
  /** Does nothing if it is closed. */
  close(): unknown;
}

/** A prepared statement. Its errors have a `code` like `SQLITE_BUSY`. It takes no booleans, and undefined for null. */
export interface SqliteStatement {
  /** True if it has rows. */
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
  iterate(parameters: readonly unknown[]): IterableIterator<unknown>;
}

/**
 * Opens a file with better-sqlite3 or, where that is not there or its native part was not built, with the SQLite that is
 * part of Node from 22.16 on. Throws what better-sqlite3 throws if there is neither.
 */
export function openSqlite(path: string): SqliteFile {
  try {
    const Native: new (path: string) => SqliteFile = createRequire(import.meta.url)('better-sqlite3');
    return new Native(path);
  } catch (error) {
    const builtin = isNotBuilt(error) ? builtinSqlite() : undefined;
    if (!builtin) throw error;
    return openBuiltin(builtin, path);
  }
}

/** True if better-sqlite3 or its native part is not there, or was built for another version of Node. */
export function isNotBuilt(error: unknown): boolean {
  const { code, message } = readError(error);
  if (code === 'MODULE_NOT_FOUND') return message.includes('better-sqlite3');
  return code === 'ERR_DLOPEN_FAILED' || message.startsWith('Could not locate the bindings file');
}

/** Loaded only where it is needed, since some versions of Node warn of it. */
function builtinSqlite(): BuiltinSqlite | undefined {
  const builtin: unknown = process.getBuiltinModule('node:sqlite');
  return isBuiltinSqlite(builtin) ? builtin : undefined;
}
