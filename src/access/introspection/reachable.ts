import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Visibility } from './visibility.js';

/** A type that is met, and whether something may answer with it or is only declared with it. */
interface Met {
  readonly type: GraphQLNamedType;
  readonly isAnswer: boolean;
}

/**
 * The visible types that something visible leads to. An interface is shown if an object that is shown implements it,
 * but it leads to the other objects behind it only if a field may answer with it.
 */
export function reachableTypes(schema: GraphQLSchema, visibility: Visibility): ReadonlySet<GraphQLNamedType> {
  const shown = new Set<GraphQLNamedType>();
  const answers = new Set<GraphQLNamedType>();
  // No recursion: a path through a large schema can be as long as it has types.
  const pending: Met[] = [...startingPoints(schema, visibility)];
  for (let met = pending.pop(); met; met = pending.pop()) {
    const { type } = met;
    const isAnswer = met.isAnswer || isObjectType(type);
    if (!visibility.type(type) || (isAnswer ? answers : shown).has(type)) continue;
    shown.add(type);
    if (isAnswer) answers.add(type);
    for (const next of declaredBy(type, visibility)) pending.push(next);
    if (!isAnswer || !isAbstractType(type)) continue;
    for (const possible of schema.getPossibleTypes(type)) pending.push({ type: possible, isAnswer });
  }
  return shown;
}

function startingPoints(schema: GraphQLSchema, visibility: Visibility): readonly Met[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const ofDirectives = schema
    .getDirectives()
    .filter(visibility.directive)
    .flatMap(({ args }) => args.filter(visibility.directiveArgument));
  return [
    ...roots.flatMap((type) => (type ? [{ type, isAnswer: true }] : [])),
    ...ofDirectives.map(({ type }) => ({ type: getNamedType(type), isAnswer: false })),
  ];
}

function declaredBy(type: GraphQLNamedType, visibility: Visibility): readonly Met[] {
  if (isInputObjectType(type)) {
    return Object.values(type.getFields())
      .filter((field) => visibility.inputField(type, field))
      .map((field) => ({ type: getNamedType(field.type), isAnswer: false }));
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const fields = Object.values(type.getFields()).filter((field) => visibility.field(type, field));
  return [
    ...type.getInterfaces().map((declared) => ({ type: declared, isAnswer: false })),
    // The fields of an interface answer with what the objects behind it do.
    ...fields.map((field) => ({ type: getNamedType(field.type), isAnswer: isObjectType(type) })),
    ...fields.flatMap((field) =>
      field.args
        .filter((argument) => visibility.argument(type, field, argument))
        .map((argument) => ({ type: getNamedType(argument.type), isAnswer: false })),
    ),
  ];
}
