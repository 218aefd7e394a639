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
import type { CompiledField } from './compiled-field.js';
import { type Page, stampOf } from './page.js';

/**
 * Writes a value as a leaf; null for null and undefined. Throws what `serialize` throws, and an `Error` given to it, and
 * then it has written nothing.
 */
export type WriteLeaf = (page: Page, value: unknown) => true | null;

const TRUE = stampOf('true');
const FALSE = stampOf('false');

/** For a leaf type, which may be a non-null one. */
export function leafWriter(type: GraphQLOutputType): WriteLeaf {
  const leaf = getNamedType(type);
  if (!isLeafType(leaf)) throw new TypeError(`${leaf.name} is no leaf type.`);
  const other = serialized(leaf);
  switch (leaf) {
    case GraphQLString:
    case GraphQLID:
      return (page, value) => {
        if (typeof value !== 'string') return other(page, value);
        page.putString(value);
        return true;
      };
    case GraphQLInt:
      return (page, value) => {
        if (typeof value !== 'number' || (value | 0) !== value) return other(page, value);
        page.putNumber(value);
        return true;
      };
    case GraphQLFloat:
      return (page, value) => {
        if (typeof value !== 'number' || !Number.isFinite(value)) return other(page, value);
        page.putNumber(value);
        return true;
      };
    case GraphQLBoolean:
      return (page, value) => {
        if (typeof value !== 'boolean') return other(page, value);
        page.putStamp(value ? TRUE : FALSE);
        return true;
      };
    default:
      return other;
  }
}

/** The same, where null cannot stand. */
export function nonNull(write: WriteLeaf, field: CompiledField): WriteLeaf {
  return (page, value) => write(page, value) ?? noNull(field);
}

export function noNull({ parentType, definition }: CompiledField): never {
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
}

function serialized(type: GraphQLLeafType): WriteLeaf {
  return (page, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const result: unknown = type.serialize(value);
    if (result === null || result === undefined) {
      const call = `${inspect(type)}.serialize(${inspect(value)})`;
      throw new Error(`Expected \`${call}\` to return non-nullable value, returned: ${inspect(result)}`);
    }
    if (typeof result === 'string') page.putString(result);
    else page.putText(jsonOf(result, type));
    return true;
  };
}

function jsonOf(value: unknown, type: GraphQLLeafType): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`${type.name} was serialized to a ${typeof value}, which JSON has not.`);
  return json;
}
