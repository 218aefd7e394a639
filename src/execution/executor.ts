import {
  assertValidSchema,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { coerceVariables } from '../values/coerce-variables.js';
import { isPromise, type MaybePromise } from '../values/value-kinds.js';
import type { Written } from './compiled-field.js';
import { createCompiledOperations } from './compiled-operations.js';
import { JsonText } from './json-text.js';
import { locatedError } from './located-error.js';
import { Page, type Piece } from './page.js';
import { pieceOf } from './piece.js';
import { createPrepare } from './prepare.js';
import type { ResolverOf } from './resolver-of.js';
import { CollectedErrors, type Run } from './run.js';
import { variableErrors } from './variable-errors.js';

export interface ExecutionRequest {
  /** Valid for the schema. */
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  readonly contextValue?: unknown;
  readonly rootValue?: unknown;
}

/** What came of an operation, its data as JSON. */
export interface WrittenResult {
  readonly errors?: readonly GraphQLError[];
  /** Absent if nothing was run; null if an error took all of it. */
  readonly data?: JsonText | Readonly<Record<string, unknown>> | null;
}

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  /** The resolvers that an operation is to run with; by default those of the schema. */
  readonly chooseResolvers?: (operation: ReadyOperation, contextValue: unknown) => ResolverOf;
}

/** An operation whose variables have their values. */
export type ReadyOperation = Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'variableValues'>;

/** Executes an operation. It never rejects: what goes wrong is an error in the result. */
export type Executor = (request: ExecutionRequest) => MaybePromise<WrittenResult>;

/**
 * An executor that gives what `execute` of graphql-js gives, with the same errors in the same order, also where they
 * come from promises (thenables that call back before `then` returns can give others of them, or in another order), and
 * calls the same functions in the same order with the same arguments. But it compiles each
 * operation once, writes its data as JSON while it runs, and tells less of variables that do not fit
 * (`variableErrors`). What is compiled is a tree of functions: no code is generated.
 */
export function createExecutor({ schema, chooseResolvers = () => resolverOfSchema }: ExecutorOptions): Executor {
  assertValidSchema(schema);
  const page = new Page();
  const prepare = createPrepare();
  const compiled = createCompiledOperations();
  return (request) => {
    const { document, operationName, contextValue, rootValue } = request;
    const prepared = prepare(document, operationName);
    // An error, most likely, or nothing that can be executed like this: graphql-js says it.
    if (!prepared || prepared.operation.operation === OperationTypeNode.SUBSCRIPTION) return interpret(schema, request);
    const { operation, fragments } = prepared;
    const variables = coerceVariables(schema, operation.variableDefinitions ?? [], request.variableValues ?? {});
    if ('misfits' in variables) return { errors: variableErrors(variables.misfits) };
    const ready = { operation, fragments, variableValues: variables.values };
    const rootType = schema.getRootType(operation.operation);
    if (!rootType) return interpret(schema, request);
    const resolverOf = chooseResolvers(ready, contextValue);
    const errors = new CollectedErrors();
    const run: Run = {
      schema,
      operation,
      fragments,
      variableValues: variables.values,
      rootValue,
      contextValue,
      errors,
      page,
    };
    return respond(run, () => compiled({ prepared, run, rootType, resolverOf })(run, rootValue, undefined));
  };
}

const resolverOfSchema: ResolverOf = (_parentType, { resolve }) => resolve;

function respond(run: Run, write: () => Written): MaybePromise<WrittenResult> {
  const onFault = (fault: unknown) => {
    run.errors.add(fault instanceof GraphQLError ? fault : locatedError(fault, [run.operation]), undefined);
    return resultOf(run, null);
  };
  try {
    const json = pieceOf(run.page, write);
    return isPromise(json) ? json.then((piece) => resultOf(run, piece), onFault) : resultOf(run, json);
  } catch (fault) {
    return onFault(fault);
  }
}

function resultOf({ errors: { errors } }: Run, json: Piece | null): WrittenResult {
  const data = json === null ? null : new JsonText(json);
  return errors.length > 0 ? { errors, data } : { data };
}

function interpret(schema: GraphQLSchema, request: ExecutionRequest): MaybePromise<ExecutionResult> {
  return execute({ schema, ...request });
}
