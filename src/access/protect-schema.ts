import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { type GraphQLSchema, isObjectType } from 'graphql';
import type { ClauseCheckOptions } from './clause-check.js';
import { type AccessTable, compileAccess } from './compile.js';
import { createFieldRule, type FieldRule } from './field-rule.js';
import { createGate } from './gate.js';
import { guardField } from './guard.js';
import { createOperations } from './operation.js';
import { compilePolicies, type Policy } from './policy.js';
import { rightsOf } from './rights.js';
import type { Viewer } from './viewer.js';

export interface ProtectOptions<TContext> {
  /** Who asks, by the context of the operation. The same object each time while an operation runs. */
  readonly viewerOf: (context: TContext) => Viewer | null | undefined;
  /** The functions that `@auth(policy:)` names. They are taken as they are now; one that no rule names is fine. */
  readonly policies?: Readonly<Record<string, Policy<TContext>>>;
  /** Told what went wrong in a policy, or in a field that is compared. The client learns of a refusal alone. */
  readonly onFailure?: (error: unknown) => void;
}

/** A schema whose `@auth` directives are enforced. */
export interface Access {
  /** A guarded copy, for any executor. The directives stay in it. */
  readonly schema: GraphQLSchema;
  /** The compiled rules. */
  readonly table: AccessTable;
}

/**
 * Compiles the `@auth` directives of an executable schema and puts a guard on every field of an object type that has
 * a rule: the one place where graphql-js runs resolvers, whatever route led there. The schema given is not changed.
 *
 * Throws a `StartupError` that lists every mistake in the directives, and a `TypeError` for a mistake in the options.
 */
export function protectSchema<TContext>(schema: GraphQLSchema, options: ProtectOptions<TContext>): Access {
  const { viewerOf, policies, onFailure: tell = () => {}, ...unknownOptions } = options;
  if (typeof viewerOf !== 'function') throw new TypeError('protectSchema needs viewerOf, a function of the context.');
  if (typeof tell !== 'function') throw new TypeError("protectSchema's onFailure is not a function.");
  const [unknownOption] = Object.keys(unknownOptions);
  if (unknownOption) throw new TypeError(`protectSchema has no option "${unknownOption}".`);

  const compiled = compilePolicies(policies);
  const onFailure = (error: unknown) => {
    try {
      tell(error);
    } catch {
      // Whoever is told cannot change the decision.
    }
  };
  const table = compileAccess(schema, { policies: new Set(compiled.keys()) });
  const rules = createFieldRules(schema, table, { policies: compiled, onFailure });
  const gate = createGate((coordinate) => rules.get(coordinate));
  const operationOf = createOperations(
    (context) => viewerOf(context as TContext),
    (viewer) => rightsOf(table.roles, viewer),
    onFailure,
  );
  const heldTogether = new Set([schema.getMutationType()?.name, schema.getSubscriptionType()?.name]);
  const guarded = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, fieldName, typeName) =>
      guardField(field, table, {
        gate: heldTogether.has(typeName) ? gate : undefined,
        rule: rules.get(`${typeName}.${fieldName}`),
        operationOf,
      }),
  });
  return Object.freeze({ schema: guarded, table });
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
