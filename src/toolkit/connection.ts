import { PortcullisError } from '../errors.js';

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;

/** A place in an order by time, ties broken by id. It stays good when rows come and go. */
export interface Position {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly id: string;
}

/** A page by the Relay Cursor Connections specification. */
export interface Connection<T> {
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface PageArguments {
  /** 1 to 100; 20 if it is left out. */
  readonly first?: number | null | undefined;
  /** A cursor. */
  readonly after?: string | null | undefined;
}

export interface Page {
  readonly size: number;
  readonly after: Position | undefined;
  /** How many rows to read: one more than are shown tells whether there is a next page. */
  readonly limit: number;
}

/** Throws `BAD_USER_INPUT` that names the argument. `what` is the plural of what is listed. */
export function readPage({ first, after }: PageArguments, what: string): Page {
  const size = first ?? DEFAULT_SIZE;
  if (size < 1 || size > MAX_SIZE) throw badInput('first', `Ask for 1 to ${MAX_SIZE} ${what}.`);
  return { size, after: after ? decodeCursor(after, what) : undefined, limit: size + 1 };
}

export function toConnection<T>(rows: readonly T[], { size }: Page, positionOf: (row: T) => Position): Connection<T> {
  const edges = rows.slice(0, size).map((node) => ({ cursor: encodeCursor(positionOf(node)), node }));
  return { edges, pageInfo: { hasNextPage: rows.length > size, endCursor: edges.at(-1)?.cursor ?? null } };
}

function encodeCursor({ time, id }: Position): string {
  return Buffer.from(`${time} ${id}`).toString('base64url');
}

function decodeCursor(cursor: string, what: string): Position {
  const match = /^(\d{1,15}) ([\w-]+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) throw badInput('after', `This is not a cursor of ${what}.`);
  return { time: Number(match[1]), id: match[2] };
}

function badInput(field: string, message: string): PortcullisError {
  return new PortcullisError('BAD_USER_INPUT', `${field}: ${message}`, { field });
}
