import { type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { type DocumentNode, getOperationAST } from 'graphql';
import { isRefusal } from '../../access/index.js';
import type { Executor, WrittenResult } from '../../execution/index.js';
import { runInSpan } from './run-in-span.js';

/**
 * A span for each operation that is executed, with the attributes of OpenTelemetry's conventions for GraphQL. Its document
 * and its variables are not in it: they can have what nobody else should read.
 */
export function traceOperations(execute: Executor, tracer: Tracer): Executor {
  return (request) => {
    const span = tracer.startSpan(...named(request.document, request.operationName));
    return runInSpan(
      span,
      () => execute(request),
      (result) => noteResult(span, result),
    );
  };
}

function named(document: DocumentNode, operationName: string | null | undefined) {
  const operation = getOperationAST(document, operationName);
  const type = operation?.operation ?? 'unknown';
  const name = operation?.name && { 'graphql.operation.name': operation.name.value };
  // Anybody can choose the name of an operation, so it is no part of the span's.
  return [type, { attributes: { 'graphql.operation.type': type, ...name } }] as const;
}

function noteResult(span: Span, { errors }: WrittenResult): void {
  if (!errors) return;
  const refusals = errors.filter(isRefusal).length;
  span.setAttributes({ 'portcullis.errors': errors.length, 'portcullis.refusals': refusals });
  if (errors.length > refusals) span.setStatus({ code: SpanStatusCode.ERROR });
}
