import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../../module/index.js';

/** Who sends a request, as its token says. */
export type NotedViewer = Pick<Context, 'viewer' | 'sessionId'>;

/** What an operation is called. */
export interface OperationName {
  readonly kind: 'query' | 'mutation' | 'subscription' | null;
  readonly name: string | null;
  /** SHA-256 of its document, in hexadecimal. */
  readonly document: () => string | null;
}

/** An operation of a request that was answered. */
export interface NotedOperation {
  readonly operation: OperationName;
  readonly errors: readonly NotedError[];
}

export interface NotedError {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** How a request ended. */
export interface RequestEnd {
  /** Null if it was not answered. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** True if the client went away before the answer was out. */
  readonly isGone: boolean;
}

/** What is known of a request by now, gathered on its way. */
export class RequestRecord {
  /** Of this server, or of a proxy in front of it; no client can have it be that of another request. */
  readonly id: string;
  /** What the client calls it, where that is another. */
  brought: string | undefined;
  readonly request: IncomingMessage;
  /** Milliseconds, which only go forward. */
  readonly begunAt: number;
  /** Undefined once it has ended. */
  ending: Ending | undefined;
  /** False if nobody wants to know more than its id. */
  readonly isObserved: boolean;
  /** Who sent its first operation. */
  by: NotedViewer | undefined;
  /** More than one in a batch. */
  operations: NotedOperation[] | undefined;
  /** Of an error that comes before GraphQL. */
  code: string | undefined;

  constructor(id: string, request: IncomingMessage, ending: Ending, begunAt: number | undefined) {
    this.id = id;
    this.brought = undefined;
    this.request = request;
    this.begunAt = begunAt ?? 0;
    this.ending = ending;
    this.isObserved = begunAt !== undefined;
    this.by = undefined;
    this.operations = undefined;
    this.code = undefined;
  }

  /** What its answer has as `x-request-id`. */
  get answeredId(): string {
    return this.brought ?? this.id;
  }

  note(operation: NotedOperation): void {
    if (this.operations) this.operations.push(operation);
    else this.operations = [operation];
  }

  /** Once; again changes nothing. */
  end(status: number | null, isGone: boolean): void {
    const { ending } = this;
    this.ending = undefined;
    ending?.(this, status, isGone);
  }
}

type Ending = (record: RequestRecord, status: number | null, isGone: boolean) => void;

const RECORD: unique symbol = Symbol('record of the request');

// A property, since a WeakMap costs each request more.
type Recorded = IncomingMessage & { [RECORD]?: RequestRecord };

/** Ends the record of a request whose response has closed. */
export function endRecord(response: ServerResponse): void {
  const record = recordOf(response.req);
  if (!record?.isObserved) record?.end(null, false);
  else record.end(response.headersSent ? response.statusCode : null, !response.writableFinished);
}

export function keepRecord(record: RequestRecord): void {
  const recorded: Recorded = record.request;
  recorded[RECORD] = record;
}

/** Undefined for a request that was not taken yet. */
export function recordOf(request: IncomingMessage): RequestRecord | undefined {
  const recorded: Recorded = request;
  return recorded[RECORD];
}
