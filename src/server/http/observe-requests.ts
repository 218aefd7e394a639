import type { AnswerRequest } from './answer-request.js';
import type { IsTrusted } from './is-trusted.js';
import { broughtId, createIds } from './request-id.js';
import { keepRecord, type RequestEnd, RequestRecord } from './request-record.js';

/** Told of each request: for logs and figures. Does not throw. */
export interface RequestObserver {
  /** Whether it wants to be told of those that begin now. */
  isOn(): boolean;
  ended(record: RequestRecord, end: RequestEnd): void;
}

export interface Requests {
  /** Begins a record of each request, which whoever writes the answer ends. */
  observe(answerRequest: AnswerRequest): AnswerRequest;
  /** How many are being answered now. */
  inFlight(): number;
}

export interface RequestsOptions {
  readonly observers: readonly RequestObserver[];
  /** Whether the id that a request brings is believed. */
  readonly isTrusted: IsTrusted;
  readonly randomBytes: (size: number) => Buffer;
  /** Milliseconds, which only go forward. */
  readonly now?: () => number;
}

/** The one place where a request begins and ends: what is known of it is gathered in its record. */
export function createRequests(options: RequestsOptions): Requests {
  const { observers, isTrusted, randomBytes, now = () => performance.now() } = options;
  const makeId = createIds(randomBytes);
  let inFlight = 0;
  const end = (record: RequestRecord, status: number | null, isGone: boolean) => {
    inFlight -= 1;
    if (!record.isObserved) return;
    const ended = { status, isGone, milliseconds: now() - record.begunAt };
    for (const observer of observers) observer.ended(record, ended);
  };
  return Object.freeze({
    observe: (answerRequest: AnswerRequest): AnswerRequest => {
      return (request) => {
        const isObserved = observers.some((observer) => observer.isOn());
        const brought = broughtId(request.headers);
        // Anybody can write the id of another request, and what was done there would look like theirs.
        const id = brought !== undefined && isTrusted(request) ? brought : makeId();
        const record = new RequestRecord(id, request, end, isObserved ? now() : undefined);
        if (brought !== id) record.brought = brought;
        keepRecord(record);
        inFlight += 1;
        return answerRequest(request);
      };
    },
    inFlight: () => inFlight,
  } satisfies Requests);
}
