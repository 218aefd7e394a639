import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { defaultValueOf } from '../../values/default-value.js';
import { sameKey, sameValue } from '../guard/values/same-value.js';
import type { AccessTable } from '../rules/compile.js';
import type { Rule } from '../rules/rule.js';

type Rules = AccessTable['rules'];

/**
 * The rules of what was sent to a field, after coercion: of its arguments, and of the input fields, enums and scalars
 * in them. What equals the schema's own default asks for nothing, and neither does what it holds.
 */
export function sentRules(
  type: GraphQLObjectType,
  name: string,
  sent: Readonly<Record<string, unknown>>,
  rules: Rules,
): readonly Rule[] {
  return (type.getFields()[name]?.args ?? []).flatMap((argument) => {
    const value = sent[argument.name];
    if (!Object.hasOwn(sent, argument.name) || sameValue(value, defaultValueOf(argument))) return [];
    const own = rules.get(`${type.name}.${name}(${argument.name}:)`) ?? [];
    return [own, ...valueRules(argument.type, value, rules)];
  });
}

function valueRules(type: GraphQLInputType, value: unknown, rules: Rules): readonly Rule[] {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return [];
  if (isListType(nullable))
    return Array.isArray(value) ? value.flatMap((item) => valueRules(nullable.ofType, item, rules)) : [];
  if (isInputObjectType(nullable)) return objectRules(nullable, value, rules);
  const own = rules.get(nullable.name) ?? [];
  const names = isEnumType(nullable) ? nullable.getValues().filter((each) => sameKey(each.value, value)) : [];
  return [own, ...names.map(({ name }) => rules.get(`${nullable.name}.${name}`) ?? [])];
}

function objectRules(type: GraphQLInputObjectType, object: object, rules: Rules): readonly Rule[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const byDefault = defaultValueOf(field);
    const value: unknown = Object.hasOwn(object, field.name) ? Reflect.get(object, field.name) : byDefault;
    if (sameValue(value, byDefault)) return [];
    return [rules.get(`${type.name}.${field.name}`) ?? [], ...valueRules(field.type, value, rules)];
  });
}
