import { type GraphQLError, type GraphQLResolveInfo, OperationTypeNode } from 'graphql';
import { executedVariables } from '../../values/variables.js';
import { type Analysis, analyze, type CertainRefusal } from '../decide/analyze.js';
import { TooLargeError } from '../decide/budget.js';
import type { OperationSource, Plan, PlannedSelection } from '../decide/plan.js';
import type { Operation, Operations } from './operation.js';
import { notRun, placeOf, refusal, tooLarge } from './refusal.js';
import type { Telling } from './telling.js';

export interface GateOptions {
  readonly operationOf: Operations;
  readonly planOf: (source: OperationSource) => Plan;
  /** Whether a query is held back as well, as a mutation is. */
  readonly onDenied: 'partial' | 'reject';
  /** Nothing is held back, but what would be is told. */
  readonly dryRun: boolean;
  readonly telling: Telling | undefined;
}

/** Throws if the operation is refused before it runs. Gives the operation, if it was asked who the viewer is. */
export type Gate = (context: unknown, info: GraphQLResolveInfo) => Operation | undefined;

/**
 * All of a mutation runs, or nothing: the first of the root fields decides for every one, the public ones too. The
 * error of a root field is the refusal in it, at its exact path, or says that the field was held back.
 */
export function createGate({ operationOf, planOf, onDenied, dryRun, telling }: GateOptions): Gate {
  const decide = (running: Operation, plan: PlannedSelection, context: unknown, info: GraphQLResolveInfo): Analysis => {
    const analysis = analyze(plan, executedVariables(info.schema, info.operation, info.variableValues), running.rights);
    for (const refused of analysis.refusals)
      telling?.refused({ ...refused, running, context, operation: info.operation });
    return analysis;
  };
  return (context, info) => {
    // A query is answered in part: nothing of it is held back, whoever asks, and however much it asks.
    if (onDenied === 'partial' && info.operation.operation === OperationTypeNode.QUERY) return undefined;
    const plan = planOf(info);
    if (plan === 'too large') {
      if (dryRun) return undefined;
      throw tooLarge(placeOf(info));
    }
    // Nothing in it has a rule, so it is not asked who the viewer is.
    if (plan.fields.length === 0) return undefined;
    const operation = operationOf(context, info);
    try {
      const { refusals } = operation.beforeAll(() => decide(operation, plan, context, info));
      if (refusals.length > 0 && !dryRun) throw errorOf(info, refusals, operation);
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      if (!dryRun) throw tooLarge(placeOf(info));
    }
    return operation;
  };
}

function errorOf(info: GraphQLResolveInfo, refusals: readonly CertainRefusal[], { viewer }: Operation): GraphQLError {
  const key = rootKeyOf(info.path);
  const own = refusals.find(({ path }) => path[0] === key);
  return own ? refusal(viewer, { path: own.path, nodes: [own.node] }) : notRun(viewer, placeOf(info));
}

function rootKeyOf({ prev, key }: GraphQLResolveInfo['path']): string {
  return prev ? rootKeyOf(prev) : String(key);
}
