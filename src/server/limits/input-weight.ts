import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { isObject } from '../../values/value-kinds.js';
import { readWeight } from '../schema/cost-directives.js';

export interface InputFieldWeight {
  readonly weight: number;
  /** Of the value that is in it. */
  readonly type: GraphQLInputType;
}

/** What the input fields in a value cost. */
export interface InputWeights {
  /** Whether any field that a value of this type can have costs something. */
  has(type: GraphQLInputType): boolean;
  /** Of a value as it was sent, which need not fit the type. */
  of(type: GraphQLInputType, value: unknown): number;
  /** Of a field by itself; undefined if the type, which may be required, has none of this name. */
  ofField(type: GraphQLInputType, name: string): InputFieldWeight | undefined;
}

export function createInputWeights(schema: GraphQLSchema): InputWeights {
  const types = Object.values(schema.getTypeMap()).filter(isInputObjectType);
  const weights = new Map(types.map((type) => [type.name, ownWeights(schema, type)]));
  const weighed: ReadonlySet<unknown> = new Set(
    types.filter((type) => reachedFrom(type).some(({ name }) => weights.get(name)?.size)),
  );
  const has = (type: GraphQLInputType) => weighed.has(getNamedType(type));
  const of = (type: GraphQLInputType, value: unknown): number => {
    const bare = getNullableType(type);
    if (isListType(bare)) {
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      return items.reduce<number>((sum, item) => sum + of(bare.ofType, item), 0);
    }
    if (!isObject(value) || !has(bare)) return 0;
    return Object.entries(value).reduce((sum, [name, inner]) => {
      const field = ofField(bare, name);
      return field ? sum + field.weight + of(field.type, inner) : sum;
    }, 0);
  };
  const ofField = (type: GraphQLInputType, name: string): InputFieldWeight | undefined => {
    const bare = getNullableType(type);
    const fields = isInputObjectType(bare) ? bare.getFields() : {};
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field && { weight: weights.get(getNamedType(type).name)?.get(name) ?? 0, type: field.type };
  };
  return Object.freeze({ has, of, ofField });
}

function ownWeights(schema: GraphQLSchema, type: GraphQLInputObjectType): ReadonlyMap<string, number> {
  const all = Object.values(type.getFields()).map((field) => [field.name, readWeight(schema, field) ?? 0] as const);
  return new Map(all.filter(([, weight]) => weight > 0));
}

/** The type, and those that a value of it can contain. */
function reachedFrom(start: GraphQLInputObjectType): readonly GraphQLInputObjectType[] {
  const reached = new Set([start]);
  // A set visits what is added to it while it is walked.
  for (const type of reached)
    for (const field of Object.values(type.getFields())) {
      const inner = getNamedType(field.type);
      if (isInputObjectType(inner)) reached.add(inner);
    }
  return [...reached];
}
