import { type GraphQLObjectType, type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';
import { StartupError } from '../../errors.js';
import { directivesOf } from '../rules/directives-of.js';
import { interfacesOf } from '../rules/written-rules.js';
import type { FieldRule } from './field-rule.js';
import { type Field, markOf } from './guard-mark.js';
import { readsAlike } from './reads-alike.js';

/** A schema that somebody made of the guarded one, as far as its rules go. */
export interface OtherSchema {
  /** By its own coordinates: it may call types and fields something else. */
  readonly rules: ReadonlyMap<string, FieldRule>;
  /** Fields with a rule whose resolvers are not guards any more: they were wrapped, or others took their place. */
  readonly withoutGuard: readonly { readonly coordinate: string; readonly field: Field; readonly like: Field }[];
}

export interface OtherSchemaOptions {
  /** Whose guards it is to have. */
  readonly owner: object;
  /** The guarded schema. */
  readonly schema: GraphQLSchema;
  /** Whether an enum, a scalar or an input that a field returns or takes has rules, by its name. */
  readonly usesProtected: (field: Field) => boolean;
}

/**
 * Looks through a schema that is executed in place of the guarded one. Throws a `StartupError` that lists what has a rule
 * there that cannot be enforced.
 */
export function readOtherSchema(schema: GraphQLSchema, options: OtherSchemaOptions): OtherSchema {
  const rules = new Map<string, FieldRule>();
  const withoutGuard: OtherSchema['withoutGuard'][number][] = [];
  const problems: string[] = [];
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    if (isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const guards = (type === schema.getSubscriptionType() ? [field.subscribe, field.resolve] : [field.resolve]).map(
        markOf,
      );
      const own = guards.find((mark) => mark?.owner === options.owner);
      // Another protectSchema sees to it.
      if (!own && guards.some((mark) => mark)) continue;
      const like = own?.field ?? guardedField(options, type.name, field.name);
      if (!like) {
        if (saysSomething(type, field) || options.usesProtected(field))
          problems.push(`${coordinate}: This field has a rule, but it was added after protectSchema. Add it before.`);
        continue;
      }
      const rule = markOf(like.resolve)?.parts.rule;
      if (rule) rules.set(coordinate, rule);
      if (rule && !readsAlike(like, field))
        problems.push(
          `${coordinate}: Its arguments or its result were changed after protectSchema. Change them before.`,
        );
      if (guards.some((mark) => !mark)) withoutGuard.push({ coordinate, field, like });
    }
  }
  if (problems.length > 0) throw new StartupError(problems);
  return { rules, withoutGuard };
}

/** The guarded field of this name, if there is one. */
function guardedField({ schema, owner }: OtherSchemaOptions, typeName: string, name: string): Field | undefined {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  return markOf(field?.resolve)?.owner === owner ? field : undefined;
}

/** True if `@auth` is written where it would hold for the field. */
function saysSomething(type: GraphQLObjectType, field: Field): boolean {
  const owners = [type, ...interfacesOf(type)];
  const fields = owners.flatMap((owner) => owner.getFields()[field.name] ?? []);
  return [...owners, ...fields, ...fields.flatMap(({ args }) => args)].some((element) =>
    directivesOf(element).some(({ name }) => name.value === 'auth'),
  );
}
