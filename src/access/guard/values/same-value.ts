import { type GraphQLInputType, getNullableType, isEnumType, isInputObjectType, isListType } from 'graphql';
import { isObject } from '../../../values/value-kinds.js';

/**
 * Whether two values of an input type are the same once they are coerced. An enum's are if they are one value inside: two
 * that look alike can be two names, one of them protected.
 */
export function sameInput(type: GraphQLInputType, a: unknown, b: unknown): boolean {
  const nullable = getNullableType(type);
  if (isEnumType(nullable)) return sameKey(a, b);
  if (Object.is(a, b)) return true;
  if (isListType(nullable)) {
    const { ofType } = nullable;
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => sameInput(ofType, item, b[index]))
    );
  }
  if (!isInputObjectType(nullable)) return sameValue(a, b);
  return (
    isObject(a) &&
    isObject(b) &&
    Object.values(nullable.getFields()).every(
      (field) =>
        Object.hasOwn(a, field.name) === Object.hasOwn(b, field.name) &&
        sameInput(field.type, Reflect.get(a, field.name), Reflect.get(b, field.name)),
    )
  );
}

/** Deep equality of coerced input values. What is neither a list nor a plain object is the same only as itself. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  }
  if (!isPlain(a) || !isPlain(b)) return false;
  // Those that are symbols, too.
  const keys = Reflect.ownKeys(a);
  return (
    keys.length === Reflect.ownKeys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

function isPlain(value: unknown): value is object {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The same as a key of a Map, in which graphql-js looks for the internal values of enums: an object is only itself. */
export function sameKey(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}
