import {
  type GraphQLEnumType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isScalarType,
} from 'graphql';
import type { Field } from './guard-mark.js';
import { sameKey } from './values/same-value.js';

interface Input {
  readonly name: string;
  readonly type: GraphQLInputType;
}

/**
 * True if a rule that was made for one field reads what is sent to another, and what comes of it, in the same way: no
 * argument or input field has another name, and no enum value stands for something else. What types are called is no
 * matter, nor what is left out, or is new.
 */
export function readsAlike(one: Field, other: Field): boolean {
  const [result, otherResult] = [getNamedType(one.type), getNamedType(other.type)];
  if (isEnumType(result) !== isEnumType(otherResult)) return false;
  if (isEnumType(result) && isEnumType(otherResult) && !sameValues(result, otherResult)) return false;
  return sameInputs(one.args, other.args, new Set());
}

function sameInputs(ones: readonly Input[], others: readonly Input[], seen: Set<string>): boolean {
  const byName = new Map(others.map(({ name, type }) => [name, type]));
  const known = ones.filter(({ name }) => byName.has(name));
  // One that is gone, beside one that is new, may be the same by another name.
  if (known.length < ones.length && known.length < others.length) return false;
  return known.every(({ name, type }) => sameType(type, byName.get(name) ?? type, seen));
}

function sameType(one: GraphQLInputType, other: GraphQLInputType, seen: Set<string>): boolean {
  const [a, b] = [getNullableType(one), getNullableType(other)];
  if (isListType(a) || isListType(b)) return isListType(a) && isListType(b) && sameType(a.ofType, b.ofType, seen);
  if (isEnumType(a) && isEnumType(b)) return sameValues(a, b);
  if (!isInputObjectType(a) || !isInputObjectType(b)) return isScalarType(a) && isScalarType(b);
  const pair = `${a.name} ${b.name}`;
  if (seen.has(pair)) return true;
  seen.add(pair);
  return sameInputs(Object.values(a.getFields()), Object.values(b.getFields()), seen);
}

function sameValues(one: GraphQLEnumType, other: GraphQLEnumType): boolean {
  return one.getValues().every(({ name, value }) => {
    const same = other.getValue(name);
    return !same || sameKey(same.value, value);
  });
}
