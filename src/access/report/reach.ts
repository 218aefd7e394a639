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
import type { AccessTable } from '../rules/compile.js';
import { type Remainder, type Somebody, standing } from './standing.js';

/** How far somebody comes, by what their role decides. */
export interface Reach {
  /** What is left of the rule of a coordinate. */
  standing(coordinate: string): Remainder;
  /** What is left of the rule of a field, which is refused too if it lacks an argument. */
  field(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Remainder;
  /** The arguments that the field needs, and that they may not send. */
  lacking(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): readonly string[];
  /** True if a way from a root field leads to the type of this name, be it to get it or to send it. */
  reaches(type: Pick<GraphQLNamedType, 'name'>): boolean;
  /** The last step of a shortest way to the type; undefined for a root type, and for one that is not reached. */
  stepTo(type: Pick<GraphQLNamedType, 'name'>): Step | undefined;
}

/** From one type to the next. */
export interface Step {
  readonly from: GraphQLNamedType;
  /** The field, argument or input field that leads there; of an abstract type, its name. */
  readonly by: string;
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
  const next = (type: GraphQLNamedType): readonly Edge[] => {
    if (isAbstractType(type)) return schema.getPossibleTypes(type).map((to) => ({ by: type.name, to }));
    if (isInputObjectType(type)) {
      return Object.values(type.getFields())
        .map((each) => ({ by: `${type.name}.${each.name}`, to: getNamedType(each.type) }))
        .filter(({ by }) => !isRefused(by));
    }
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields())
      .filter((each) => field(type, each) !== 'refused')
      .flatMap(({ name, args, type: result }) => [
        { by: `${type.name}.${name}`, to: getNamedType(result) },
        ...args
          .map((argument) => ({ by: `${type.name}.${name}(${argument.name}:)`, to: getNamedType(argument.type) }))
          .filter(({ by }) => !isRefused(by)),
      ]);
  };
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const steps = stepsFrom(
    roots.flatMap((root) => root ?? []),
    next,
  );
  return {
    standing: standingAt,
    field,
    lacking,
    reaches: ({ name }) => steps.has(name),
    stepTo: ({ name }) => steps.get(name),
  };
}

interface Edge {
  readonly by: string;
  readonly to: GraphQLNamedType;
}

/** By name, every type that is reached from the roots, breadth first, with the step that led there. */
function stepsFrom(
  roots: readonly GraphQLNamedType[],
  next: (type: GraphQLNamedType) => readonly Edge[],
): ReadonlyMap<string, Step | undefined> {
  const steps = new Map<string, Step | undefined>(roots.map(({ name }) => [name, undefined]));
  const queue = [...roots];
  // An array visits what is added to it while it is walked.
  for (const from of queue) {
    for (const { by, to } of next(from)) {
      if (steps.has(to.name)) continue;
      steps.set(to.name, { from, by });
      queue.push(to);
    }
  }
  return steps;
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
