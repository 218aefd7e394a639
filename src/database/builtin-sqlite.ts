import type { SqliteFile, SqliteStatement } from './sqlite-library.js';

/** What is used of `node:sqlite`. */
export interface BuiltinSqlite {
  readonly DatabaseSync: new (path: string) => BuiltinFile;
}

interface BuiltinFile {
  readonly isOpen: boolean;
  readonly isTransaction: boolean;
  exec(text: string): void;
  prepare(text: string): BuiltinStatement;
  close(): void;
}

interface BuiltinStatement {
  columns(): readonly unknown[];
  all(...parameters: readonly unknown[]): object[];
  run(...parameters: readonly unknown[]): ReturnType<SqliteStatement['run']>;
  iterate(...parameters: readonly unknown[]): IterableIterator<object>;
}

/** True of `node:sqlite` from Node 22.16 on: before, a statement does not tell its columns. */
export function isBuiltinSqlite(module: unknown): module is BuiltinSqlite {
  if (typeof module !== 'object' || module === null) return false;
  if (!('DatabaseSync' in module && 'StatementSync' in module)) return false;
  return typeof module.StatementSync === 'function' && 'columns' in module.StatementSync.prototype;
}

/** Opens a file with Node's own SQLite, to be used like one of better-sqlite3. */
export function openBuiltin({ DatabaseSync }: BuiltinSqlite, path: string): SqliteFile {
  const file = named(() => new DatabaseSync(path));
  return {
    get inTransaction() {
      return file.isTransaction;
    },
    prepare: (text) => statementOf(named(() => file.prepare(text))),
    exec: (text) => named(() => file.exec(text)),
    close: () => file.isOpen && file.close(),
  };
}

function statementOf(statement: BuiltinStatement): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => named(() => statement.all(...bindable(parameters)).map(plain)),
    run: (parameters) => named(() => statement.run(...bindable(parameters))),
    *iterate(parameters) {
      for (const row of named(() => statement.iterate(...bindable(parameters)))) yield plain(row);
    },
  };
}

/** Node's rows have no prototype. */
function plain(row: object): object {
  return { ...row };
}

/** better-sqlite3 and newer versions of Node take undefined for null. */
function bindable(parameters: readonly unknown[]): readonly unknown[] {
  return parameters.map((value) => value ?? null);
}

/** Gives errors the code that better-sqlite3's have. */
function named<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) throw error;
    const name = CODES.get(error.errcode) ?? CODES.get(error.errcode & PRIMARY);
    throw Object.assign(error, { code: `SQLITE_${name}` });
  }
}

/** The byte of a result code that says what it is; the others say why. */
const PRIMARY = 0xff;

/** https://www.sqlite.org/rescode.html: the primary codes, and what an insert is refused for. */
const CODES: ReadonlyMap<number, string> = new Map([
  [1, 'ERROR'],
  [2, 'INTERNAL'],
  [3, 'PERM'],
  [4, 'ABORT'],
  [5, 'BUSY'],
  [6, 'LOCKED'],
  [7, 'NOMEM'],
  [8, 'READONLY'],
  [9, 'INTERRUPT'],
  [10, 'IOERR'],
  [11, 'CORRUPT'],
  [13, 'FULL'],
  [14, 'CANTOPEN'],
  [15, 'PROTOCOL'],
  [17, 'SCHEMA'],
  [18, 'TOOBIG'],
  [19, 'CONSTRAINT'],
  [20, 'MISMATCH'],
  [21, 'MISUSE'],
  [25, 'RANGE'],
  [26, 'NOTADB'],
  [275, 'CONSTRAINT_CHECK'],
  [787, 'CONSTRAINT_FOREIGNKEY'],
  [1299, 'CONSTRAINT_NOTNULL'],
  [1555, 'CONSTRAINT_PRIMARYKEY'],
  [1811, 'CONSTRAINT_TRIGGER'],
  [2067, 'CONSTRAINT_UNIQUE'],
]);
