import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Misfit } from '../../values/coerce-variables.js';
import type { Viewer } from '../../viewer.js';
import { deepFreeze } from '../rules/read-only.js';
import { analyze } from './analyze.js';
import { TooLargeError } from './budget.js';
import type { OperationSource, Plan } from './plan.js';
import { codeFor, type Refusal } from './refusal-code.js';
import type { Rights } from './rights.js';
import { createValidity } from './validity.js';
import { readVariables } from './variables.js';
import { viewerFor } from './viewer-for.js';

/** An operation, and the viewer who would run it. */
export interface CheckInput {
  readonly document: DocumentNode;
  /** Needed if the document has several operations. */
  readonly operationName?: string | null | undefined;
  /** As they were sent. */
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer | null | undefined;
}

/** What is decided about an operation before it runs. It is deeply frozen. */
export interface CheckResult {
  /**
   * True if every rule in it is decided and granted. If false without a refusal, the decision depends on the objects.
   */
  readonly granted: boolean;
  /** What is refused regardless of the objects, in the order of the document; at most 200. */
  readonly refusals: readonly (Refusal | TooLarge)[];
}

/** The operation is too large to be analyzed, so it is refused. */
export interface TooLarge {
  readonly path: readonly [];
  readonly coordinate: string;
  readonly code: 'BAD_USER_INPUT';
  readonly reason: 'TOO_LARGE';
}

export interface CheckOptions {
  readonly schema: GraphQLSchema;
  readonly planOf: (source: OperationSource) => Plan;
  readonly rightsOf: (viewer: Viewer | null | undefined) => Rights;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Decides an operation without running it. The result throws a `GraphQLError` with the code `BAD_USER_INPUT` if there
 * is no such operation, if the document does not match the schema, or if the variables do not match the operation.
 */
export function createCheck({ schema, planOf, rightsOf, now }: CheckOptions): (input: CheckInput) => CheckResult {
  const validityOf = createValidity(schema);
  return ({ document, operationName, variables, viewer: asked }) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      const problem = operationName ? 'There is no operation with this name.' : 'Specify which operation to use.';
      throw new GraphQLError(problem, { extensions: { code: 'BAD_USER_INPUT' } });
    }
    if (!schema.getRootType(operation.operation)) {
      const problem = `This schema has no ${operation.operation}.`;
      throw new GraphQLError(problem, { nodes: operation, extensions: { code: 'BAD_USER_INPUT' } });
    }
    const sent = readVariables(schema, operation, variables);
    if ('misfits' in sent) throw inputError(sent.misfits);
    const plan = planOf({ schema, operation, fragments: fragmentsOf(document) });
    if (plan === 'too large') return tooLarge(schema, operation);
    const misfit = validityOf(document);
    if (misfit) throw misfit;
    const viewer = viewerFor(operation.operation, asked, now());
    try {
      const { decision, refusals } = analyze(plan, sent.variables, rightsOf(viewer));
      return deepFreeze({
        granted: decision === 'granted',
        refusals: refusals.map(({ path, coordinate }) => ({ path, coordinate, ...codeFor(viewer) })),
      });
    } catch (error) {
      if (error instanceof TooLargeError) return tooLarge(schema, operation);
      throw error;
    }
  };
}

function tooLarge(schema: GraphQLSchema, { operation }: OperationDefinitionNode): CheckResult {
  const coordinate = schema.getRootType(operation)?.name ?? operation;
  return deepFreeze({
    granted: false,
    refusals: [{ path: [], coordinate, code: 'BAD_USER_INPUT', reason: 'TOO_LARGE' }],
  });
}

/** What was sent is not repeated: it may be a secret. */
function inputError(misfits: readonly Misfit[]): GraphQLError {
  const names = new Set(misfits.map(({ definition }) => `$${definition.variable.name.value}`));
  const problem = `Invalid value for ${[...names].join(', ') || 'the variables'}.`;
  return new GraphQLError(problem, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** The fragments of a document by name, as graphql-js has them while it executes. */
export function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  return fragments;
}
