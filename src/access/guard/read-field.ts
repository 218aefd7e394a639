import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getNullableType,
  isLeafType,
  Kind,
} from 'graphql';
import { defaultValueOf } from '../../values/default-value.js';
import { leafOutput } from '../../values/leaf-output.js';
import type { Field } from './guard-mark.js';
import { type MaybePromise, whenThere } from './maybe-promise.js';
import { isProxiedRow } from './proxied-row.js';

/**
 * Reads a field of an object as text, through the field's own resolver and past its guard: who may not see the field
 * can still be its owner. Null if there is no value. Throws, once for each field, or else gives null for an object that
 * is keyed by the aliases of the query.
 */
export type ReadField = (source: unknown, context: unknown, info: GraphQLResolveInfo) => MaybePromise<string | null>;

/** `type` is the type before any guard was put on it. */
export function fieldReader(type: GraphQLObjectType, name: string): ReadField {
  const field = type.getFields()[name];
  const leaf = field && getNullableType(field.type);
  if (field === undefined || !isLeafType(leaf)) throw new TypeError(`${type.name}.${name} cannot be compared.`);
  const resolve = field.resolve ?? defaultFieldResolver;
  const args = defaultArguments(field);
  const asText = (value: unknown) => (value === null || value === undefined ? null : String(leafOutput(leaf, value)));
  return (source, context, info) => {
    if (isProxiedRow(source)) return refuseProxied(field, `${type.name}.${name}`);
    const value: unknown = resolve(source, args, context, { ...info, ...useOf(field, info) });
    return whenThere(value, asText);
  };
}

/** What a resolver is told of its use: nobody asked for the field, so nobody gave it an alias or arguments. */
function useOf({ name, type }: Field, { path }: GraphQLResolveInfo): Partial<GraphQLResolveInfo> {
  const node: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
  return { fieldName: name, fieldNodes: [node], returnType: type, path: { ...path, key: name } };
}

const told = new WeakSet<Field>();

function refuseProxied(field: Field, coordinate: string): null {
  if (told.has(field)) return null;
  told.add(field);
  throw new Error(
    `${coordinate} is not compared: the object comes from another schema, keyed by the aliases of the query, so any field can pose as this one. Protect that schema before it is wrapped or stitched.`,
  );
}

function defaultArguments(field: GraphQLField<unknown, unknown>): Record<string, unknown> {
  const defaults = field.args.map((argument): [string, unknown] => [argument.name, defaultValueOf(argument)]);
  return Object.fromEntries(defaults.filter(([, value]) => value !== undefined));
}
