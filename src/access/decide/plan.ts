import type { GraphQLField, GraphQLResolveInfo, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Clause } from '../rules/rule.js';
import type { PlannedUse } from './collect-selections.js';
import { createPlan } from './create-plan.js';
import type { Decision } from './decide.js';
import { createFieldKinds } from './field-kinds.js';
import type { Rights } from './rights.js';

export type Arguments = Readonly<Record<string, unknown>>;

/** What is known of a field's rule before anything runs. */
export interface PlannedRule {
  /** The same text for rules that decide alike before anything runs, whatever types they stand on. */
  readonly likeness: string;
  /** False if the arguments decide nothing. */
  readonly asksArguments: boolean;
  /**
   * What the token and the arguments decide, before anything runs. A refusal is certain. The arguments are read if
   * something is asked of them; undefined if they cannot be. Throws a `TooLargeError` if there is too much in them.
   */
  decide(rights: Rights, readArguments: () => Arguments | undefined): Decision;
  /** The first clause that the token or these arguments refuse; undefined if they refuse nothing. */
  refusedBy(rights: Rights, args: Arguments | undefined): Clause | undefined;
}

/** A field of an operation that has a rule, or on whose result something with a rule is asked. */
export interface PlannedField {
  /** The response key. */
  readonly key: string;
  readonly coordinate: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly rule: PlannedRule | undefined;
  /** Where it is selected; graphql-js runs it once, with the arguments of the first that is included. */
  readonly uses: readonly PlannedUse[];
  readonly below: PlannedResult;
}

/** What is asked of an object of one type. */
export interface PlannedSelection {
  readonly fields: readonly PlannedField[];
  /** How many fields there are below one another. */
  readonly height: number;
}

/**
 * What is asked of a result, for each type that it can have; none if nothing of it has a rule. Types of which the same is
 * asked, and decided alike, have one selection: that of the first of them.
 */
export interface PlannedResult {
  readonly selections: readonly PlannedSelection[];
  readonly height: number;
}

/** Where an operation comes from: `GraphQLResolveInfo` has all of it. */
export type OperationSource = Pick<GraphQLResolveInfo, 'schema' | 'operation' | 'fragments'>;

/** What of an operation has rules, without its variables and viewer: it serves every request with this document. */
export type Plan = PlannedSelection | 'too large';

/** By `Type.field`. */
export type RuleOf = (coordinate: string) => PlannedRule | undefined;

/** Makes plans, one a document: the next request with the same finds it made. They go when the document goes. */
export function createPlanner(ruleOf: RuleOf): (source: OperationSource) => Plan {
  const made = new WeakMap<OperationDefinitionNode, MadePlan>();
  const kindOf = createFieldKinds(ruleOf);
  return ({ schema, operation, fragments }) => {
    const known = made.get(operation);
    if (known && isSame(known, { schema, fragments })) {
      known.fragments = fragments;
      return known.plan;
    }
    const plan = createPlan({ schema, operation, fragments }, ruleOf, kindOf);
    made.set(operation, { schema, fragments, plan });
    return plan;
  };
}

interface MadePlan {
  readonly schema: GraphQLSchema;
  /** As they were given last: graphql-js makes this object anew for each execution. */
  fragments: OperationSource['fragments'];
  readonly plan: Plan;
}

/** A tool can put the same operation into another document. */
function isSame(known: MadePlan, { schema, fragments }: Omit<OperationSource, 'operation'>): boolean {
  if (known.schema !== schema) return false;
  if (known.fragments === fragments) return true;
  const names = Object.keys(fragments);
  return (
    names.length === Object.keys(known.fragments).length &&
    names.every((name) => known.fragments[name] === fragments[name])
  );
}
