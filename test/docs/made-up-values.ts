import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

type Arguments = Readonly<Record<string, unknown>>;

const SCALARS: Readonly<Record<string, unknown>> = { ID: 'u1', Int: 1, Float: 1.5, Boolean: true };

/** Gives every field of the schema something to answer, by its type. Returns the fields that ran, as they run. */
export function makeUpValues(schema: GraphQLSchema): readonly string[] {
  const ran: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const answer = answerOf(schema, field);
      const resolve: typeof answer = (source, args, context, info) => {
        ran.push(`${type.name}.${field.name}`);
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
  return ran;
}

/** What its object was asked for by, or else what its type is like. */
function answerOf(
  schema: GraphQLSchema,
  { name, type }: GraphQLField<unknown, unknown>,
): GraphQLFieldResolver<unknown, unknown> {
  return (source, args) =>
    typeof source === 'object' && source !== null && Object.hasOwn(source, name)
      ? Reflect.get(source, name)
      : madeUp(schema, type, args);
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
