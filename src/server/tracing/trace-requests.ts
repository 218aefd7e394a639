import { context, propagation, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Answer } from '../http/answer.js';
import type { AnswerRequest } from '../http/answer-request.js';
import { readTarget } from '../http/request-target.js';
import { runInSpan } from './run-in-span.js';

/**
 * A span for each request, under the span that its `traceparent` names, with the attributes of OpenTelemetry's conventions
 * for HTTP servers. Neither the query part of an address nor who asks is in it.
 */
export function traceRequests(
  answerRequest: AnswerRequest,
  tracer: Tracer,
  routes: ReadonlySet<string>,
): AnswerRequest {
  return async (request) => {
    const { method = '', url = '/', headers } = request;
    const { path } = readTarget(url);
    const route = routes.has(path) ? path : undefined;
    const parent = propagation.extract(context.active(), headers);
    const attributes = { 'http.request.method': method, ...(route && { 'http.route': route, 'url.path': route }) };
    const span = tracer.startSpan(route ? `${method} ${route}` : method, { kind: SpanKind.SERVER, attributes }, parent);
    return context.with(parent, () =>
      runInSpan(
        span,
        () => answerRequest(request),
        (answer) => noteAnswer(span, answer),
      ),
    );
  };
}

function noteAnswer(span: Span, answer: Answer | undefined): void {
  if (!answer) return;
  span.setAttribute('http.response.status_code', answer.status);
  if (answer.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}
