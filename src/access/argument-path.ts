import {
  type GraphQLArgument,
  GraphQLBoolean,
  type GraphQLField,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLString,
  getNullableType,
  isEnumType,
  isInputObjectType,
} from 'graphql';
import { isObject } from '../values/value-kinds.js';
import { textOf } from './rights.js';

/** Why a path does not lead to an argument that can be compared with a claim, as the end of a sentence. */
export function argumentPathProblem(
  { args }: Pick<GraphQLField<unknown, unknown>, 'args'>,
  [name, ...keys]: readonly string[],
): string | undefined {
  const argument = args.find((candidate) => candidate.name === name);
  if (argument === undefined) return 'which is no argument of the field.';
  const type = typeAt(argument, keys);
  if (type === undefined) return 'which leads to no input field.';
  const leaf = getNullableType(type);
  const isComparable =
    isEnumType(leaf) || [GraphQLID, GraphQLString, GraphQLInt, GraphQLBoolean].some((scalar) => scalar === leaf);
  return isComparable ? undefined : `which is of type ${String(type)}.`;
}

function typeAt({ type }: GraphQLArgument, keys: readonly string[]): GraphQLInputType | undefined {
  let at: GraphQLInputType | undefined = type;
  for (const key of keys) {
    const parent: GraphQLInputType = getNullableType(at) as GraphQLInputType;
    at = isInputObjectType(parent) ? parent.getFields()[key]?.type : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

/** The text of what was sent for the path, after coercion; undefined if nothing was, or null. */
export type ReadArgument = (args: Readonly<Record<string, unknown>>) => string | undefined;

/** `path` leads to an argument of `field` that can be compared. */
export function argumentReader(
  { args }: Pick<GraphQLField<unknown, unknown>, 'args'>,
  path: readonly string[],
): ReadArgument {
  const [name, ...keys] = path;
  const argument = args.find((candidate) => candidate.name === name);
  const leaf = argument && getNullableType(typeAt(argument, keys));
  return (sent) => {
    let value: unknown = sent;
    for (const key of path) value = ownValue(value, key);
    if (value === null || value === undefined) return undefined;
    // An enum's value inside may be anything; its name is what was sent.
    return isEnumType(leaf) ? (leaf.serialize(value) ?? undefined) : textOf(value);
  };
}

function ownValue(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
