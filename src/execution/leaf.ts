import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLScalarType,
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
  /** The `serialize` that leaves values of this kind as they are; undefined if none is known to. */
  readonly ownSerialize: GraphQLLeafType['serialize'] | undefined;
}

const TRUE = stampOf('true');
const FALSE = stampOf('false');

const BUILT_IN: ReadonlyMap<GraphQLLeafType, Leaf> = new Map(
  [
    builtIn(GraphQLString, 'string'),
    builtIn(GraphQLID, 'string'),
    builtIn(GraphQLInt, 'integer'),
    builtIn(GraphQLFloat, 'number'),
    builtIn(GraphQLBoolean, 'boolean'),
  ].map((leaf) => [leaf.type, leaf]),
);

/** Of a type that may be a non-null one. */
export function leafOf(nullableOrNot: GraphQLOutputType): Leaf {
  const type = getNamedType(nullableOrNot);
  if (!isLeafType(type)) throw new TypeError(`${type.name} is not a leaf type.`);
  return BUILT_IN.get(type) ?? { type, kind: 'other', ownSerialize: undefined };
}

/**
 * The `serialize` of a built-in scalar can be replaced, and `@graphql-tools/schema` does so for resolvers of `String`. If
 * that was before this module was loaded, only its text shows it.
 */
function builtIn(type: GraphQLScalarType, kind: Leaf['kind']): Leaf {
  const { name, serialize } = type;
  const isOwn = Function.prototype.toString.call(serialize).includes(`${name} cannot represent`);
  return isOwn ? { type, kind, ownSerialize: serialize } : { type, kind: 'other', ownSerialize: undefined };
}

/**
 * Writes a value as a leaf; null for null and undefined. Throws what `serialize` throws, and an `Error` given to it, and
 * then it has written nothing.
 */
export function writeLeaf(page: Page, value: unknown, { type, kind, ownSerialize }: Leaf): true | null {
  if (type.serialize !== ownSerialize) return writeSerialized(page, value, type);
  if (typeof value === 'string' && kind === 'string') page.putString(value);
  else if (typeof value === 'number' && isWrittenAsItIs(value, kind)) page.putNumber(value);
  else if (typeof value === 'boolean' && kind === 'boolean') page.putStamp(value ? TRUE : FALSE);
  else return writeSerialized(page, value, type);
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
  if (json === undefined)
    throw new TypeError(`${type.name} was serialized to a ${typeof value}, which JSON cannot represent.`);
  return json;
}
