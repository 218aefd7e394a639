import { type ConstObjectFieldNode, type ConstValueNode, Kind } from 'graphql';
import { isObject } from '../../values/value-kinds.js';

/** No rule is nested as deep; what is made in code may be in a circle. */
const MAX_DEPTH = 10;

/**
 * A value of JavaScript as GraphQL writes it. What it cannot write, such as `undefined` or a function, becomes the name of
 * an enum value that no enum can have, so that whoever reads it refuses it and tells what it was.
 */
export function valueNode(value: unknown, depth = 0): ConstValueNode {
  if (value === null) return { kind: Kind.NULL };
  if (typeof value === 'string') return { kind: Kind.STRING, value };
  if (typeof value === 'boolean') return { kind: Kind.BOOLEAN, value };
  if (typeof value === 'number' && Number.isFinite(value))
    return { kind: Number.isInteger(value) ? Kind.INT : Kind.FLOAT, value: String(value) };
  if (depth === MAX_DEPTH) return unwritable('nested too deeply');
  if (Array.isArray(value)) return { kind: Kind.LIST, values: Array.from(value, (item) => valueNode(item, depth + 1)) };
  if (isPlain(value)) return { kind: Kind.OBJECT, fields: fieldNodes(value, depth + 1) };
  return unwritable(isObject(value) ? 'not a plain object' : typeof value === 'number' ? String(value) : typeof value);
}

export function fieldNodes(value: object, depth = 0): readonly ConstObjectFieldNode[] {
  return Object.getOwnPropertyNames(value).map((name) => ({
    kind: Kind.OBJECT_FIELD,
    name: { kind: Kind.NAME, value: name },
    value: valueNode(Reflect.get(value, name), depth),
  }));
}

/** All of it is in properties of its own. An object of a class may have parts of a rule that nobody would find. */
export function isPlain(value: unknown): value is object {
  if (!isObject(value) || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return !isObject(prototype) || Object.getPrototypeOf(prototype) === null;
}

function unwritable(what: string): ConstValueNode {
  return { kind: Kind.ENUM, value: `(${what})` };
}
