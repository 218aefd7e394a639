import { PortcullisError } from '../errors.js';

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;

/** A place in an order by time, ties broken by id. It stays valid when rows are added or removed. */
export interface Position {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly id: string;
}

/** A page as in the Relay Cursor Connections specification. */
export interface Connection<T> {
  readonly edges: { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export interface PageArguments {
  /** 1 to 100; 20 if neither it nor `last` is given. */
  readonly first?: number | null | undefined;
  /** A cursor. */
  readonly after?: string | null | undefined;
  /** 1 to 100, and not together with `first`. */
  readonly last?: number | null | undefined;
  /** A cursor. */
  readonly before?: string | null | undefined;
}

/** Which rows of a list to read. `after` and `before` refer to the order of the list, whichever end is read first. */
export interface PageRange {
  /** Only rows after this one. */
  readonly after?: Position | undefined;
  /** Only rows before this one. */
  readonly before?: Position | undefined;
  /** True for the last rows, which are read from the end of the list, last one first. */
  readonly isFromEnd?: boolean;
  /** The maximum number of rows to read. */
  readonly limit: number;
}

/** `limit` is one more than the rows that are shown: the extra row tells whether the list continues. */
export interface Page extends Required<PageRange> {
  /** The number of rows to show. */
  readonly size: number;
}

/**
 * Reads the arguments of a page. Throws `BAD_USER_INPUT`, naming the argument. `what` is the plural of what is listed.
 */
export function readPage({ first, after, last, before }: PageArguments, what: string): Page {
  if (isGiven(first) && isGiven(last)) {
    throw badInput('last', `Request either the first ${what} or the last, not both.`);
  }
  checkSize('first', first, what);
  checkSize('last', last, what);
  const size = first ?? last ?? DEFAULT_SIZE;
  return {
    size,
    after: after ? decodeCursor('after', after, what) : undefined,
    before: before ? decodeCursor('before', before, what) : undefined,
    // A page before a cursor ends there, unless it is said where it begins.
    isFromEnd: isGiven(last) || (!isGiven(first) && Boolean(before) && !after),
    limit: size + 1,
  };
}

/**
 * The connection for the rows that were read for a page. A cursor that was sent stands for an existing row, so the list
 * is assumed to continue beyond it.
 */
export function toConnection<T>(rows: readonly T[], page: Page, positionOf: (row: T) => Position): Connection<T> {
  const { size, after, before, isFromEnd } = page;
  const edges = rows.slice(0, size).map((node) => ({ cursor: encodeCursor(positionOf(node)), node }));
  if (isFromEnd) edges.reverse();
  const goesOn = rows.length > size;
  return {
    edges,
    pageInfo: {
      hasNextPage: isFromEnd ? before !== undefined : goesOn,
      hasPreviousPage: isFromEnd ? goesOn : after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function checkSize(field: 'first' | 'last', size: number | null | undefined, what: string): void {
  if (isGiven(size) && !(Number(size) >= 1 && Number(size) <= MAX_SIZE)) {
    throw badInput(field, `Request 1 to ${MAX_SIZE} ${what}.`);
  }
}

function encodeCursor({ time, id }: Position): string {
  return Buffer.from(`${time} ${id}`).toString('base64url');
}

function decodeCursor(field: 'after' | 'before', cursor: string, what: string): Position {
  const match = /^(\d{1,15}) ([\w-]+)$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) throw badInput(field, `This is not a cursor of ${what}.`);
  return { time: Number(match[1]), id: match[2] };
}

function badInput(field: string, message: string): PortcullisError {
  return new PortcullisError('BAD_USER_INPUT', `${field}: ${message}`, { field });
}
