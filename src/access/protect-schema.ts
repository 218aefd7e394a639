import type { ApolloServerPlugin } from '@apollo/server';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { createApolloPlugin } from './apollo-plugin.js';
import { type CheckInput, type CheckResult, createCheck } from './check.js';
import { type ChooseResolvers, createChooseResolvers } from './choose-resolvers.js';
import type { ClauseCheckOptions } from './clause-check.js';
import { type AccessTable, compileAccess } from './compile.js';
import { copySchema } from './copy-schema.js';
import { createFieldRule, type FieldRule } from './field-rule.js';
import { createGate } from './gate.js';
import { guardField } from './guard.js';
import { createShapes } from './introspection/shapes.js';
import { assertOneGraphql } from './one-graphql.js';
import { createOperations } from './operation.js';
import { checkOptions, type ProtectOptions } from './options.js';
import { createPlanner, type RuleOf } from './plan.js';
import { rightsOf } from './rights.js';
import { createTellRefusal } from './tell-refusal.js';
import type { Viewer } from './viewer.js';
import { warningsOf } from './warnings.js';

/** A schema whose `@auth` directives are enforced. */
export interface Access {
  /** A guarded copy, for any executor. The directives stay in it. */
  readonly schema: GraphQLSchema;
  /**
   * The resolvers to execute an operation of the guarded schema with, for an executor that can choose: those of fields
   * whose rules are granted before it runs are without their guards. The answer is the same. Never throws.
   */
  readonly chooseResolvers: ChooseResolvers;
  /** The compiled rules. */
  readonly table: AccessTable;
  /**
   * Decides an operation without running it. Throws a `GraphQLError` with the code `BAD_USER_INPUT` if there is no such
   * operation, if the document does not fit the schema, or if the variables do not fit the operation.
   */
  readonly check: (input: CheckInput) => CheckResult;
  /**
   * For Apollo Server 5: each viewer introspects the schema that he can use. `__schema` and `__type` are asked for at the
   * root of a query of their own. What is refused is refused without it, too.
   */
  readonly apolloPlugin: () => ApolloServerPlugin;
}

/**
 * Compiles the `@auth` directives of an executable schema and puts a guard on every root field, and on every field of
 * an object type that has a rule: the one place where graphql-js runs resolvers, whatever route led there. The schema
 * given is not changed.
 *
 * Throws a `StartupError` that lists every mistake in the directives, and a `TypeError` for a mistake in the options.
 */
export function protectSchema<TContext>(schema: GraphQLSchema, options: ProtectOptions<TContext>): Access {
  const { viewerOf, policies, onDenied, unmarked, dryRun, onRefusal, onFailure, onWarning, now } =
    checkOptions(options);
  assertOneGraphql(schema);
  // Nobody else has it, so what is read of it later is what was checked now.
  const own = copySchema(schema);
  const table = compileAccess(own, { policies: new Set(policies.keys()), unmarked });
  for (const warning of warningsOf(own, table)) onWarning(warning);

  const rules = createFieldRules(own, table, { policies, onFailure });
  const rightsOfViewer = (viewer: Viewer | null | undefined) => rightsOf(table.roles, viewer);
  const ruleOf: RuleOf = (coordinate) => rules.get(coordinate);
  const planOf = createPlanner(ruleOf);
  const tell = createTellRefusal(onRefusal, onFailure);
  const operationOf = createOperations({ viewerOf, rightsOf: rightsOfViewer, onFailure, now });
  const gate = createGate({ operationOf, planOf, onDenied, dryRun, tell });
  const roots = new Set(
    [own.getQueryType(), own.getMutationType(), own.getSubscriptionType()].map((type) => type?.name),
  );
  const guarded = copySchema(own);
  for (const type of Object.values(guarded.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(type.getFields())) {
      const parts = { gate: roots.has(type.name) ? gate : undefined, rule: ruleOf(`${type.name}.${field.name}`) };
      guardField(field, parts, { operationOf, tell, dryRun, now });
    }
  }
  return Object.freeze({
    schema: guarded,
    chooseResolvers: createChooseResolvers({
      open: own,
      guarded,
      ruleOf,
      onDenied,
      planOf,
      viewerOf,
      rightsOf: rightsOfViewer,
    }),
    table,
    check: createCheck({ schema: guarded, planOf, rightsOf: rightsOfViewer, now }),
    apolloPlugin: () =>
      createApolloPlugin({
        schema: guarded,
        shapeFor: createShapes({ schema: own, table }),
        rightsOfContext: (context) => rightsOfViewer(viewerOf(context)),
      }),
  });
}

/** By coordinate. They are made of the schema as it was: what they compare is read past the guards. */
function createFieldRules(
  schema: GraphQLSchema,
  table: AccessTable,
  options: ClauseCheckOptions,
): ReadonlyMap<string, FieldRule> {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return new Map(
    types.flatMap((type) =>
      Object.keys(type.getFields()).flatMap((name) => {
        const rule = createFieldRule(type, name, table, options);
        return rule ? [[`${type.name}.${name}`, rule] as const] : [];
      }),
    ),
  );
}
