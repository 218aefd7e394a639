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
import type { Page } from './page.js';
import { stampOf } from './stamp.js';

/** A leaf type, and which values of it are written as they are. */
export interface Leaf {
  readonly type: GraphQLLeafType;
  readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'other';
}

const TRUE = stampOf('true');
const FALSE = stampOf('false');

/** Of a type that may be a non-null one. */
export function leafOf(nullableOrNot: GraphQLOutputType): Leaf {
  const type = getNamedType(nullableOrNot);
  if (!isLeafType(type)) throw new TypeError(`${type.name} is no leaf type.`);
  return { type, kind: kindOf(type) };
}

function kindOf(type: GraphQLLeafType): Leaf['kind'] {
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return 'string';
    case GraphQLInt:
      return 'integer';
    case GraphQLFloat:
      return 'number';
    case GraphQLBoolean:
      return 'boolean';
    default:
      return 'other';
  }
}

/**
 * Writes a value as a leaf; null for null and undefined. Throws what `serialize` throws, and an `Error` given to it, and
 * then it has written nothing.
 */
export function writeLeaf(page: Page, value: unknown, leaf: Leaf): true | null {
  const { kind } = leaf;
  if (typeof value === 'string' && kind === 'string') page.putString(value);
  else if (typeof value === 'number' && isWrittenAsItIs(value, kind)) page.putNumber(value);
  else if (typeof value === 'boolean' && kind === 'boolean') page.putStamp(value ? TRUE : FALSE);
  else return writeSerialized(page, value, leaf.type);
  return true;
}

function isWrittenAsItIs(value: number, kind: Leaf['kind']): boolean {
  return kind === 'integer' ? (value | 0) === value : kind === 'number' && Number.isFinite(value);
}

export function noNull({ parentType, definition }: CompiledField): never {
  throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
}

function writeSerialized(page: Page, value: unknown, type: GraphQLLeafType): true | null {
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
}

function jsonOf(value: unknown, type: GraphQLLeafType): string {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`${type.name} was serialized to a ${typeof value}, which JSON has not.`);
  return json;
}
