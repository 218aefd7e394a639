import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { isPromise, type MaybePromise } from '../../values/value-kinds.js';

/** Runs something with this span as the active one, and ends it after that. `note` is told what came of it. */
export function runInSpan<T>(span: Span, run: () => MaybePromise<T>, note: (result: T) => void): MaybePromise<T> {
  const end = (result: T) => {
    note(result);
    span.end();
    return result;
  };
  const fail = (error: unknown): never => {
    // Its message may have what somebody sent.
    span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    throw error;
  };
  let result: MaybePromise<T>;
  try {
    result = context.with(trace.setSpan(context.active(), span), run);
  } catch (error) {
    return fail(error);
  }
  return isPromise<T>(result) ? result.then(end, fail) : end(result);
}
