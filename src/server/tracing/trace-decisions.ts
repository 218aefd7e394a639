import type { Tracer } from '@opentelemetry/api';
import type { ExecutorOptions } from '../../execution/index.js';
import { runInSpan } from './run-in-span.js';

type ChooseResolvers = NonNullable<ExecutorOptions['chooseResolvers']>;

/** A span for each decision on an operation: what its viewer may ask for, before anything runs. */
export function traceDecisions(choose: ChooseResolvers, tracer: Tracer): ChooseResolvers {
  return (operation, contextValue) => {
    const span = tracer.startSpan('portcullis.access');
    // It is not waited for: nothing of a decision is asynchronous.
    return runInSpan(
      span,
      () => choose(operation, contextValue),
      () => {},
    ) as ReturnType<ChooseResolvers>;
  };
}
