import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { isObject } from '../../values/value-kinds.js';

export type Arguments = Readonly<Record<string, unknown>>;

/** What a field answers. The text of a coordinate is `Type.field`. */
export type ValueAt = (
  coordinate: string,
  args: Arguments,
  context: unknown,
) => { readonly value: unknown } | undefined;

export interface MadeUp {
  /** The fields that ran, as they run. */
  readonly ran: readonly string[];
  /** Forgets what ran. */
  readonly forget: () => void;
}

const SCALARS: Readonly<Record<string, unknown>> = { ID: 'u1', Int: 1, Float: 1.5, Boolean: true };

/**
 * Gives every field of the schema something to answer: what its object says of it, else what `valueAt` says, else a value
 * of its type. An ID is `u1`, a String `text`, a number 1, a Boolean true; an object has what its field was asked for by
 * arguments of its fields' names; a list has one item, or one of each value or type.
 */
export function makeUpValues(schema: GraphQLSchema, valueAt: ValueAt = () => undefined): MadeUp {
  const ran: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const answer = answerOf(schema, field, (args, context) => valueAt(coordinate, args, context));
      const resolve: typeof answer = (source, args, context, info) => {
        ran.push(coordinate);
        return answer(source, args, context, info);
      };
      if (type === schema.getSubscriptionType()) {
        field.subscribe = async function* (source, args, context, info) {
          yield { [field.name]: await resolve(source, args, context, info) };
          // More may come, some day.
          await new Promise(() => {});
        };
      }
      field.resolve = resolve;
    }
  }
  return { ran, forget: () => ran.splice(0) };
}

function answerOf(
  schema: GraphQLSchema,
  { name, type }: GraphQLField<unknown, unknown>,
  given: (args: Arguments, context: unknown) => { readonly value: unknown } | undefined,
): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context) => {
    if (isObject(source) && Object.hasOwn(source, name)) return Reflect.get(source, name);
    const found = given(args, context);
    return found ? found.value : madeUp(schema, type, args);
  };
}

function madeUp(schema: GraphQLSchema, type: GraphQLOutputType, args: Arguments): unknown {
  if (isNonNullType(type)) return madeUp(schema, type.ofType, args);
  return isListType(type) ? allOf(schema, type.ofType, args) : allOf(schema, type, args)[0];
}

/** One of each: of the values of an enum, of the types of a union. */
function allOf(schema: GraphQLSchema, type: GraphQLOutputType, args: Arguments): readonly unknown[] {
  if (isNonNullType(type)) return allOf(schema, type.ofType, args);
  if (isEnumType(type)) return type.getValues().map(({ value }) => value);
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => ({ __typename: name, ...args }));
  if (isListType(type)) return [allOf(schema, type.ofType, args)];
  return [isObjectType(type) ? { ...args } : (SCALARS[type.name] ?? 'text')];
}
