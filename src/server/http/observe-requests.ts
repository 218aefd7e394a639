import type { AnswerRequest } from './answer-request.js';
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
  readonly randomBytes: (size: number) => Buffer;
  /** Milliseconds, which only go forward. */
  readonly now?: () => number;
}

/** The one place where a request begins and ends: what is known of it is gathered in its record. */
export function createRequests({ observers, randomBytes, now = () => performance.now() }: RequestsOptions): Requests {
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
        const id = broughtId(request.headers) ?? makeId();
        keepRecord(new RequestRecord(id, request, end, isObserved ? now() : undefined));
        inFlight += 1;
        return answerRequest(request);
      };
    },
    inFlight: () => inFlight,
  } satisfies Requests);
}
