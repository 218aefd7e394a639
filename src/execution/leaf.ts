import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLOutputType,
  GraphQLString,
  getNamedType,
  isLeafType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { CompiledField, Written } from './compiled-field.js';
import { quote } from './json-text.js';

/** Writes a value as a leaf; null for null and undefined. Throws what `serialize` throws, and an `Error` given to it. */
export type WriteLeaf = (value: unknown) => Written;

/** For a leaf type, which may be a non-null one. */
export function leafWriter(type: GraphQLOutputType): WriteLeaf {
  const leaf = getNamedType(type);
  if (!isLeafType(leaf)) throw new TypeError(`${leaf.name} is no leaf type.`);
  const other = serialized(leaf);
  switch (leaf) {
    case GraphQLString:
    case GraphQLID:
      return (value) => (typeof value === 'string' ? quote(value) : other(value));
    case GraphQLInt:
      return (value) => (typeof value === 'number' && (value | 0) === value ? String(value) : other(value));
    case GraphQLFloat:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : other(value));
    case GraphQLBoolean:
      return (value) => (typeof value === 'boolean' ? String(value) : other(value));
    default:
      return other;
  }
}

/** The same, where null cannot stand. */
export function nonNull(write: WriteLeaf, field: CompiledField): WriteLeaf {
  return (value) => write(value) ?? noNull(field);
}

export function noNull({ parentType, definition }: CompiledField): never {
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
}

function serialized(type: GraphQLLeafType): WriteLeaf {
  return (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const result: unknown = type.serialize(value);
    if (result === null || result === undefined) {
      const call = `${inspect(type)}.serialize(${inspect(value)})`;
      throw new Error(`Expected \`${call}\` to return non-nullable value, returned: ${inspect(result)}`);
    }
    return jsonOf(result, type);
  };
}

function jsonOf(value: unknown, type: GraphQLLeafType): string {
  if (typeof value === 'string') return quote(value);
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`${type.name} was serialized to a ${typeof value}, which JSON has not.`);
  return json;
}
