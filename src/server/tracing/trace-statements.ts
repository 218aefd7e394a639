import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { Database, Statement } from '../../database/index.js';

const SYSTEMS = { sqlite: 'sqlite', postgres: 'postgresql' } as const satisfies Record<Database['dialect'], string>;

/**
 * A span for each statement, and for each connection that could not be had, told of after it: with its text, which has no parameters, by OpenTelemetry's conventions for
 * databases.
 */
export function traceStatements(tracer: Tracer, dialect: Database['dialect']): (statement: Statement) => void {
  const system = SYSTEMS[dialect];
  return ({ kind, sql, seconds, failed }) => {
    const operation = kind === 'other' ? (sql.split(/\s/, 1)[0] ?? '') : kind;
    const attributes = {
      'db.system.name': system,
      'db.operation.name': operation,
      ...(sql !== '' && { 'db.query.text': sql }),
    };
    const endTime = Date.now();
    const span = tracer.startSpan(operation, {
      kind: SpanKind.CLIENT,
      attributes,
      startTime: endTime - seconds * 1000,
    });
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endTime);
  };
}
