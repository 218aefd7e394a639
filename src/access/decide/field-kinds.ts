import { type GraphQLObjectType, getNamedType, isLeafType } from 'graphql';
import type { RuleOf } from './plan.js';

/** A number for what a field of a type is to a plan: two fields with the same number are planned alike. */
export type KindOf = (type: GraphQLObjectType, name: string) => number;

/** What has no rule, and nothing below it. So is what is not there. */
const PLAIN = 0;

/** What it remembers is no more than the schema has fields. */
export function createFieldKinds(ruleOf: RuleOf): KindOf {
  const numbers = new Map<string, number>();
  const known = new WeakMap<GraphQLObjectType, Map<string, number>>();
  const find = (type: GraphQLObjectType, name: string): number => {
    const field = type.getFields()[name];
    if (!field) return PLAIN;
    const rule = ruleOf(`${type.name}.${name}`);
    const result = getNamedType(field.type);
    if (!rule && isLeafType(result)) return PLAIN;
    const key = JSON.stringify([isLeafType(result) ? null : result.name, rule ? rule.likeness : null]);
    const number = numbers.get(key) ?? numbers.size + 1;
    numbers.set(key, number);
    return number;
  };
  return (type, name) => {
    const ofType = known.get(type) ?? new Map<string, number>();
    known.set(type, ofType);
    const before = ofType.get(name);
    if (before !== undefined) return before;
    const kind = find(type, name);
    if (kind !== PLAIN || type.getFields()[name]) ofType.set(name, kind);
    return kind;
  };
}
