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
  readonly id: string;
  readonly request: IncomingMessage;
  /** Milliseconds, which only go forward. */
  readonly begunAt: number;
  /** False if nobody wants to know more than its id. */
  readonly isObserved: boolean;
  /** Of its first operation. */
  by: NotedViewer | undefined = undefined;
  /** More than one in a batch. */
  operations: NotedOperation[] | undefined = undefined;
  /** Of an error that comes before GraphQL. */
  code: string | undefined = undefined;
  readonly #end: (record: RequestRecord, status: number | null, isGone: boolean) => void;
  #isEnded = false;

  constructor(
    request: IncomingMessage,
    given: Pick<RequestRecord, 'id' | 'begunAt' | 'isObserved'>,
    end: (record: RequestRecord, status: number | null, isGone: boolean) => void,
  ) {
    this.id = given.id;
    this.request = request;
    this.begunAt = given.begunAt;
    this.isObserved = given.isObserved;
    this.#end = end;
  }

  note(operation: NotedOperation): void {
    if (this.operations) this.operations.push(operation);
    else this.operations = [operation];
  }

  /** Once; again changes nothing. */
  end(status: number | null, isGone: boolean): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#end(this, status, isGone);
  }
}

const RECORD: unique symbol = Symbol('record of the request');

// A property, since a WeakMap costs each request more.
type Recorded = IncomingMessage & { [RECORD]?: RequestRecord };

/** Ends the record of a request whose response has closed. */
export function endRecord({ req, headersSent, statusCode, writableFinished }: ServerResponse): void {
  recordOf(req)?.end(headersSent ? statusCode : null, !writableFinished);
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
