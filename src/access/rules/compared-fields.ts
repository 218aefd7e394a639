import type { GraphQLObjectType } from 'graphql';
import { isOfObject } from './condition.js';
import type { Rule } from './rule.js';

/** The names of the fields that rules on the type, or on one of its fields, compare. */
export function comparedFields(type: GraphQLObjectType, rules: ReadonlyMap<string, Rule>): ReadonlySet<string> {
  const clauses = Object.keys(type.getFields()).flatMap((name) => rules.get(`${type.name}.${name}`) ?? []);
  const conditions = clauses.flatMap(({ anyOf }) => anyOf.flat()).filter(isOfObject);
  return new Set(conditions.flatMap((condition) => ('field' in condition ? [condition.field] : [])));
}
