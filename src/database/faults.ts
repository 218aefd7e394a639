/**
 * True if the error says that the database was out of reach, too slow or full, and not that a statement was wrong:
 * the same request may succeed later.
 *
 * PostgreSQL: SQLSTATE classes 08 (connection), 28 (authorization), 40 (serialization, deadlock), 53 (resources) and 57
 * (operator intervention, statement timeout), 25P03 (idle in transaction), 3D000 (no such database). SQLite: primary
 * result codes.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  const { code, message } = readError(error);
  return (
    SQLSTATE.test(code) ||
    SQLITE.test(code) ||
    isConnectionBroken(error) ||
    message.startsWith('timeout exceeded when trying to connect')
  );
}

const SQLSTATE = /^(08|28|40|53|57)[0-9A-Z]{3}$|^(25P03|3D000)$/;
const SQLITE = /^SQLITE_(BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|NOMEM)/;
const SOCKET = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
// pg and pg-pool give these without a code.
const UNCODED = /^(Connection terminated|Client has encountered a connection error|Query read timeout)/;

/** True if the connection that a statement ran on broke, or its server gave no answer in time. */
export function isConnectionBroken(error: unknown): boolean {
  const { code, message } = readError(error);
  return SOCKET.test(code) || /^(08|57P0)/.test(code) || UNCODED.test(message);
}

const UNSTORABLE_TEXT = 'ERR_UNSTORABLE_TEXT';

/**
 * Throws for what the engines do not store as it is, and each in its own way: PostgreSQL refuses U+0000, SQLite ends some
 * texts with it, and both get U+FFFD for a lone surrogate, so that two texts would be one.
 */
export function refuseUnstorable(parameters: readonly unknown[]): void {
  if (!parameters.some((value) => typeof value === 'string' && /\0|\p{Cs}/u.test(value))) return;
  const error = new TypeError('A string contains U+0000 or half a character (a lone surrogate), and cannot be stored.');
  throw Object.assign(error, { code: UNSTORABLE_TEXT });
}

/** True if the error says that a text cannot be stored as it is. */
export function isUnstorableText(error: unknown): boolean {
  return readError(error).code === UNSTORABLE_TEXT;
}

/** Not by `instanceof`: a native driver's error can be of another realm than ours. */
export function readError(error: unknown): { readonly code: string; readonly message: string } {
  const { code, message } = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {};
  return { code: String(code ?? ''), message: String(message ?? '') };
}
