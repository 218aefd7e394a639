import type { GraphQLResolveInfo } from 'graphql';
import { executedVariables } from '../../values/variables.js';
import { TooLargeError } from './budget.js';
import { createPlanner, type PlannedRule } from './plan.js';
import { type ReachedField, reachedFields } from './reached-fields.js';

/** An operation that is about to run. `GraphQLResolveInfo` has all its properties. */
export type AboutToRun = Pick<GraphQLResolveInfo, 'schema' | 'operation' | 'fragments' | 'variableValues'>;

/**
 * The places where an operation selects one of the fields, in the order of the document: through fragments, and on
 * every type that an object may turn out to have, except what `@skip` and `@include` leave out. `too large` beyond
 * 20,000 selections, or 200 in one another.
 */
export type FieldFinder = (operation: AboutToRun) => readonly ReachedField[] | 'too large';

/**
 * Finds where operations select certain fields (`Type.field`), before anything runs. Most of the work is done once per
 * document.
 */
export function createFieldFinder(coordinates: Iterable<string>): FieldFinder {
  const rules = new Map([...coordinates].map((coordinate) => [coordinate, ruleFor(coordinate)]));
  const planOf = createPlanner((coordinate) => rules.get(coordinate));
  return (asked) => {
    const plan = planOf(asked);
    if (plan === 'too large' || plan.fields.length === 0) return plan === 'too large' ? plan : [];
    try {
      return reachedFields(plan, executedVariables(asked.schema, asked.operation, asked.variableValues));
    } catch (error) {
      if (error instanceof TooLargeError) return 'too large';
      throw error;
    }
  };
}

/** Each is looked for by itself, so none is like another. */
function ruleFor(coordinate: string): PlannedRule {
  return { likeness: coordinate, asksArguments: false, decide: () => 'open', refusedBy: () => undefined };
}
