import type { Tracer } from '@opentelemetry/api';
import type { Database, Statement } from '../../database/index.js';
import type { Executor, ExecutorOptions } from '../../execution/index.js';
import type { Trace } from '../../module/index.js';
import type { AnswerRequest } from '../http/answer-request.js';
import { runInSpan } from './run-in-span.js';
import { traceDecisions } from './trace-decisions.js';
import { traceOperations } from './trace-operations.js';
import { traceRequests } from './trace-requests.js';
import { traceStatements } from './trace-statements.js';

type ChooseResolvers = NonNullable<ExecutorOptions['chooseResolvers']>;

/** What spans are put around. Without a tracer, each is given back as it is, and costs what it did. */
export interface Tracing {
  readonly requests: (answerRequest: AnswerRequest, routes: ReadonlySet<string>) => AnswerRequest;
  readonly operations: (execute: Executor) => Executor;
  readonly decisions: (choose: ChooseResolvers) => ChooseResolvers;
  /** To be told of each statement; undefined without a tracer. */
  readonly statements: (dialect: Database['dialect']) => ((statement: Statement) => void) | undefined;
  /** For anything else, as modules do it. */
  readonly trace: Trace;
}

export function createTracing(tracer: Tracer | undefined): Tracing {
  if (!tracer) return noTracing;
  return Object.freeze({
    requests: (answerRequest, routes) => traceRequests(answerRequest, tracer, routes),
    operations: (execute) => traceOperations(execute, tracer),
    decisions: (choose) => traceDecisions(choose, tracer),
    statements: (dialect) => traceStatements(tracer, dialect),
    trace: async (name, attributes, run) => runInSpan(tracer.startSpan(name, { attributes }), run, () => {}),
  } satisfies Tracing);
}

/** Where nobody traces. */
export const noTracing: Tracing = Object.freeze({
  requests: (answerRequest: AnswerRequest) => answerRequest,
  operations: (execute: Executor) => execute,
  decisions: (choose: ChooseResolvers) => choose,
  statements: () => undefined,
  trace: <T>(_name: string, _attributes: object, run: () => Promise<T>) => run(),
});
