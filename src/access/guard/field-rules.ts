import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import type { AccessTable } from '../rules/compile.js';
import type { ClauseCheckOptions } from './clause-check.js';
import { createFieldRule, type FieldRule } from './field-rule.js';
import type { Field } from './guard-mark.js';

/** The rules of all fields, by coordinate. They are made of the schema as it was: what they compare is read past the guards. */
export function createFieldRules(
  schema: GraphQLSchema,
  table: AccessTable,
  options: ClauseCheckOptions,
): ReadonlyMap<string, FieldRule> {
  return new Map(
    objectFieldsOf(schema).flatMap(([type, { name }]) => {
      const rule = createFieldRule(type, name, table, options);
      return rule ? [[`${type.name}.${name}`, rule] as const] : [];
    }),
  );
}

/** Each field of each object type: the only places where graphql-js runs resolvers. */
export function objectFieldsOf(schema: GraphQLSchema): readonly (readonly [GraphQLObjectType, Field])[] {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return types.flatMap((type) => Object.values(type.getFields()).map((field) => [type, field] as const));
}
