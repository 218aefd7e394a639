import {
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { AccessTable } from '../compile.js';
import { type Remainder, type Somebody, standing } from './standing.js';

/** How far somebody comes, by what his role decides. */
export interface Reach {
  /** What is left of the rule of a coordinate. */
  standing(coordinate: string): Remainder;
  /** What is left of the rule of a field, which is refused too if it lacks an argument. */
  field(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Remainder;
  /** The arguments that the field needs, and that he may not send. */
  lacking(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): readonly string[];
  /** True if a way from a root field leads to the type, be it to get it or to send it. */
  reaches(type: GraphQLNamedType): boolean;
}

/** Follows every field that is not refused, from the root types on. */
export function reachOf(schema: GraphQLSchema, { rules }: Pick<AccessTable, 'rules'>, somebody: Somebody): Reach {
  const standingAt = (coordinate: string) => standing(rules.get(coordinate) ?? [], somebody);
  const isRefused = (coordinate: string) => standingAt(coordinate) === 'refused';
  const canSend = createCanSend(isRefused);

  const lacking = (type: GraphQLObjectType, { name, args }: GraphQLField<unknown, unknown>): readonly string[] =>
    args
      .filter(isRequiredArgument)
      .filter((argument) => isRefused(`${type.name}.${name}(${argument.name}:)`) || !canSend(argument.type))
      .map((argument) => argument.name);
  const field = (type: GraphQLObjectType, definition: GraphQLField<unknown, unknown>): Remainder =>
    lacking(type, definition).length > 0 ? 'refused' : standingAt(`${type.name}.${definition.name}`);
  const next = (type: GraphQLNamedType): readonly GraphQLNamedType[] => {
    if (isAbstractType(type)) return schema.getPossibleTypes(type);
    if (isInputObjectType(type)) {
      const open = Object.values(type.getFields()).filter(({ name }) => !isRefused(`${type.name}.${name}`));
      return open.map((each) => getNamedType(each.type));
    }
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields())
      .filter((each) => field(type, each) !== 'refused')
      .flatMap(({ name, args, type: result }) => [
        getNamedType(result),
        ...args
          .filter((argument) => !isRefused(`${type.name}.${name}(${argument.name}:)`))
          .map((argument) => getNamedType(argument.type)),
      ]);
  };
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reached = new Set<GraphQLNamedType>(roots.flatMap((root) => root ?? []));
  // A set visits what is added to it while it is walked.
  for (const type of reached) for (const found of next(type)) reached.add(found);
  return { standing: standingAt, field, lacking, reaches: (type) => reached.has(type) };
}

/** Tells if there is a value that may be sent. Inputs that need each other in a circle are no valid schema. */
function createCanSend(isRefused: (coordinate: string) => boolean): (type: GraphQLInputType) => boolean {
  const known = new Map<GraphQLNamedType, boolean>();
  const canSend = (type: GraphQLInputType): boolean => {
    if (!isNonNullType(type) || isListType(type.ofType)) return true;
    const can = known.get(type.ofType) ?? canSendNamed(type.ofType);
    known.set(type.ofType, can);
    return can;
  };
  const canSendNamed = (type: GraphQLInputObjectType | GraphQLEnumType | GraphQLScalarType): boolean => {
    if (isInputObjectType(type)) {
      return Object.values(type.getFields())
        .filter(isRequiredInputField)
        .every((field) => !isRefused(`${type.name}.${field.name}`) && canSend(field.type));
    }
    if (isRefused(type.name)) return false;
    return !isEnumType(type) || type.getValues().some(({ name }) => !isRefused(`${type.name}.${name}`));
  };
  return canSend;
}
