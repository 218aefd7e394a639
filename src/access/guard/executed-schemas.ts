import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createPlanner, type OperationSource, type Plan, type RuleOf } from '../decide/plan.js';
import type { Field } from './guard-mark.js';
import { type OtherSchemaOptions, readOtherSchema } from './other-schemas.js';

export interface ExecutedSchemasOptions extends OtherSchemaOptions {
  readonly ruleOf: RuleOf;
  /** Guards a field of another schema like one of ours. */
  readonly guardLike: (field: Field, like: Field) => void;
  readonly dryRun: boolean;
  readonly onFailure: (error: unknown) => void;
  readonly onWarning: (message: string) => void;
}

/** Whatever schema our guards are executed in: the guarded one, or one that somebody made of it. */
export interface ExecutedSchemas {
  readonly planOf: (source: OperationSource) => Plan;
  /** Throws a `GraphQLError` if there are rules in the schema that cannot be enforced. */
  readonly assertGuarded: (schema: GraphQLSchema | undefined) => void;
}

type Planner = (source: OperationSource) => Plan;

/**
 * A schema that was made of the guarded one, with types renamed, resolvers wrapped or others put in their place, is
 * looked through once: as soon as one of our guards runs in it. What lost its guard gets another.
 */
export function createExecutedSchemas(options: ExecutedSchemasOptions): ExecutedSchemas {
  const { schema: own, ruleOf, dryRun, onFailure } = options;
  const planOwn = createPlanner(ruleOf);
  const others = new WeakMap<GraphQLSchema, Planner | 'not protected'>();
  const meet = (schema: GraphQLSchema): Planner | 'not protected' => {
    try {
      return plannerFor(schema, options);
    } catch (error) {
      onFailure(error);
      return dryRun ? createPlanner(ruleOf) : 'not protected';
    }
  };
  const plannerOf = (schema: GraphQLSchema): Planner => {
    if (schema === own) return planOwn;
    const planner = others.get(schema) ?? meet(schema);
    others.set(schema, planner);
    if (planner === 'not protected') throw notProtected();
    return planner;
  };
  return {
    planOf: (source) => plannerOf(source.schema)(source),
    assertGuarded: (schema) => {
      // Whoever calls a resolver by themselves, as tests do, may know of no schema.
      if (schema !== own && schema !== undefined) plannerOf(schema);
    },
  };
}

function plannerFor(schema: GraphQLSchema, options: ExecutedSchemasOptions): Planner {
  const { rules, withoutGuard } = readOtherSchema(schema, options);
  for (const { field, like } of withoutGuard) options.guardLike(field, like);
  if (withoutGuard.length > 0) {
    const coordinates = withoutGuard.map(({ coordinate }) => coordinate);
    options.onWarning(
      [
        'After protectSchema, other resolvers replaced the guards of these fields. An operation that selects only such fields may go unnoticed, so call protectSchema last:',
        ...coordinates,
      ].join('\n  '),
    );
  }
  return createPlanner((coordinate) => rules.get(coordinate));
}

/** What is wrong with it is told to the operator, and not to the client. */
function notProtected(): GraphQLError {
  const extensions = { code: 'INTERNAL_SERVER_ERROR' };
  return new GraphQLError('This schema is not protected as it should be.', { extensions });
}
