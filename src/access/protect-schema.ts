import type { GraphQLSchema } from 'graphql';
import type { Viewer } from '../viewer.js';
import { createApolloPlugin, type IntrospectionOptions } from './apollo-plugin.js';
import type { ApolloPlugin } from './apollo-types.js';
import { type CheckInput, type CheckResult, createCheck } from './decide/check.js';
import { rightsOf } from './decide/rights.js';
import { type ChooseResolvers, createChooseResolvers } from './guard/choose-resolvers.js';
import { createExecutedSchemas } from './guard/executed-schemas.js';
import { createFieldRules, objectFieldsOf } from './guard/field-rules.js';
import { createGate } from './guard/gate.js';
import { type GuardParts, guardField } from './guard/guard.js';
import { type Field, markOf } from './guard/guard-mark.js';
import { createObjectAccess, type ObjectAccess } from './guard/object-access.js';
import { createOperations } from './guard/operation.js';
import { publishWithoutRules } from './guard/published-sdl.js';
import { createTelling } from './guard/telling.js';
import { usesProtected } from './guard/uses-protected.js';
import { createShapes } from './introspection/shapes.js';
import { checkOptions, type ProtectOptions } from './options.js';
import { addDefinitions } from './rules/add-definitions.js';
import { type AccessTable, compileAccess } from './rules/compile.js';
import { warningsOf } from './rules/warnings.js';
import { isRootType } from './rules/written-rules.js';
import { copySchema } from './schema/copy-schema.js';
import { assertOneGraphql } from './schema/one-graphql.js';
import { pinTypes } from './schema/pin-types.js';

/** A schema whose `@auth` directives are enforced. */
export interface Access {
  /** A guarded copy, for any executor. It keeps the directives. */
  readonly schema: GraphQLSchema;
  /**
   * The resolvers with which to execute an operation of the guarded schema, for an executor that can choose: fields
   * whose rules are granted before it runs have no guards. The answer is the same. Never throws.
   */
  readonly chooseResolvers: ChooseResolvers;
  /** For a resolver that finds objects of any type, and leaves out those that the viewer may not see. */
  readonly objects: ObjectAccess;
  /** The compiled rules. */
  readonly table: AccessTable;
  /**
   * Decides an operation without running it. Throws a `GraphQLError` with the code `BAD_USER_INPUT` if there is no such
   * operation, if the document does not match the schema, or if the variables do not match the operation.
   */
  readonly check: (input: CheckInput) => CheckResult;
  /**
   * For Apollo Server 5: introspection shows each viewer the schema that they can use. `__schema` and `__type` must be
   * selected at the root of a separate query. Rules are enforced without this plugin, too.
   */
  readonly apolloPlugin: (options?: IntrospectionOptions) => ApolloPlugin;
}

/**
 * Compiles the `@auth` directives of an executable schema, and puts a guard on every root field and on every field of
 * an object type that has a rule: the one place where graphql-js runs resolvers, whatever path led there. The given
 * schema is not changed.
 *
 * Throws a `StartupError` that lists every mistake in the directives, and a `TypeError` for a mistake in the options.
 */
export function protectSchema<TContext>(schema: GraphQLSchema, options: ProtectOptions<TContext>): Access {
  const checked = checkOptions(options);
  const { viewerOf, policies, onDenied, unmarked, definitionsFor, dryRun, onFailure, onWarning, now } = checked;
  assertOneGraphql(schema);
  // Nobody else has it, so what is read of it later is what was checked now.
  const own = copySchema(definitionsFor === undefined ? schema : addDefinitions(schema, definitionsFor));
  publishWithoutRules(own);
  const table = compileAccess(own, { policies: new Set(policies.keys()), unmarked });
  for (const warning of warningsOf(own, table)) onWarning(warning);

  const rules = createFieldRules(own, table, { policies, onFailure });
  const rightsOfViewer = (viewer: Viewer | null | undefined) => rightsOf(table.roles, viewer);
  const ruleOf = (coordinate: string) => rules.get(coordinate);
  const telling = createTelling(checked);
  const operationOf = createOperations({ viewerOf, rightsOf: rightsOfViewer, onFailure, now });
  const guarded = copySchema(own);
  const owner = {};
  const { planOf, assertGuarded } = createExecutedSchemas({
    ...{ schema: guarded, owner, ruleOf, dryRun, onFailure, onWarning },
    usesProtected: (field) => usesProtected(field, table),
    guardLike: (field, like) => guard(field, markOf(like.resolve)?.parts, like),
  });
  const gate = createGate({ operationOf, planOf, onDenied, dryRun, telling });
  const guard = (field: Field, parts: GuardParts | undefined, like?: Field) =>
    parts && guardField(field, parts, { owner, operationOf, assertGuarded, telling, dryRun, now }, like);
  for (const [type, field] of objectFieldsOf(guarded)) {
    const rule = ruleOf(`${type.name}.${field.name}`);
    const isStream = type === guarded.getSubscriptionType();
    guard(field, { gate: isRootType(guarded, type) ? gate : undefined, rule, isStream });
  }
  pinTypes(guarded);
  return Object.freeze({
    schema: guarded,
    chooseResolvers: createChooseResolvers({
      ...{ owner, guarded, ruleOf, onDenied, planOf, viewerOf },
      tellsAllowed: telling?.allowed !== undefined,
      rightsOf: rightsOfViewer,
    }),
    objects: createObjectAccess({ ruleOf, operationOf, telling, dryRun }),
    table,
    check: createCheck({ schema: guarded, planOf, rightsOf: rightsOfViewer, now }),
    apolloPlugin: ({ introspection, dataOf, isOwnError }: IntrospectionOptions = {}) =>
      createApolloPlugin({
        schema: guarded,
        shapeFor: SHOWN[introspection ?? 'shaped'] ?? createShapes({ schema: own, table }),
        rightsOfContext: (context) => rightsOfViewer(viewerOf(context)),
        dataOf: dataOf ?? ((json) => JSON.parse(json)),
        isOwnError: isOwnError ?? (() => false),
      }),
  });
}

const SHOWN = { full: 'everything', off: 'nothing', shaped: undefined } as const;
