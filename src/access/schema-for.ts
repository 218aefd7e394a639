import { type GraphQLResolveInfo, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { analyze } from './analyze.js';
import type { FieldRule } from './field-rule.js';
import type { OperationSource, Plan, PlannedSelection } from './plan.js';
import type { Rights } from './rights.js';
import type { Viewer } from './viewer.js';

/** An operation whose variables have their values: `GraphQLResolveInfo` has all of it. */
export type ReadyOperation = Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'variableValues'>;

export type SchemaFor = (operation: ReadyOperation, contextValue: unknown) => GraphQLSchema;

export interface SchemaForOptions {
  /** As it was given to be protected. */
  readonly open: GraphQLSchema;
  readonly guarded: GraphQLSchema;
  readonly planOf: (source: OperationSource) => Plan;
  readonly viewerOf: (contextValue: unknown) => Viewer | null | undefined;
  readonly rightsOf: (viewer: Viewer | null | undefined) => Rights;
}

/**
 * Where every rule of an operation is granted before it runs, the guards could only find the same again, field by field.
 * Whatever is not so plain is left to them: also to say it.
 */
export function createSchemaFor({ open, guarded, planOf, viewerOf, rightsOf }: SchemaForOptions): SchemaFor {
  const rulesOf = createRulesOf();
  return ({ operation, fragments, variableValues }, contextValue) => {
    // A stream ends with the token of its viewer.
    if (operation.operation === OperationTypeNode.SUBSCRIPTION) return guarded;
    try {
      const plan = planOf({ schema: guarded, operation, fragments });
      if (plan === 'too large') return guarded;
      // Nothing in it has a rule, so it is not asked who the viewer is.
      if (plan.fields.length === 0) return open;
      const rights = rightsOf(viewerOf(contextValue));
      if (rulesOf(plan).every((rule) => rule.decide(rights, noArguments) === 'granted')) return open;
      // Not all of it need be included.
      const { decision, readsArguments } = analyze(plan, variableValues, rights);
      return decision === 'granted' && !readsArguments ? open : guarded;
    } catch {
      // Who the viewer is cannot be said, for one.
      return guarded;
    }
  };
}

function noArguments(): undefined {}

/** The rules that a plan has anywhere, each once. */
function createRulesOf(): (plan: PlannedSelection) => readonly FieldRule[] {
  const known = new WeakMap<PlannedSelection, readonly FieldRule[]>();
  return (plan) => {
    const before = known.get(plan);
    if (before) return before;
    const selections = new Set([plan]);
    const rules = new Set<FieldRule>();
    // What is added to it is walked as well.
    for (const { fields } of selections) {
      for (const { rule, below } of fields) {
        if (rule) rules.add(rule);
        for (const selection of below.selections) selections.add(selection);
      }
    }
    const all = [...rules];
    known.set(plan, all);
    return all;
  };
}
