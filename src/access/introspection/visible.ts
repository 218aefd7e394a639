import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { reachableTypes } from './reachable.js';
import { createVisibility, type IsRefused, type Visibility } from './visibility.js';

/**
 * Finds all that must be hidden. What uses something hidden is hidden, and so is what only something hidden leads to,
 * until nothing more follows.
 */
export function findVisible(schema: GraphQLSchema, isRefused: IsRefused): Visibility {
  const hidden = new Set<GraphQLNamedType>();
  const visibility = createVisibility(schema, isRefused, hidden);
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const usersOf = findUsers(types);
  for (;;) {
    hideUnusable(types, usersOf, hidden, visibility);
    const reachable = reachableTypes(schema, visibility);
    const unreachable = types.filter((type) => !hidden.has(type) && !reachable.has(type));
    if (unreachable.length === 0) return visibility;
    for (const type of unreachable) hidden.add(type);
  }
}

function hideUnusable(
  types: readonly GraphQLNamedType[],
  usersOf: ReadonlyMap<GraphQLNamedType, ReadonlySet<GraphQLNamedType>>,
  hidden: Set<GraphQLNamedType>,
  { isUsable }: Visibility,
): void {
  const pending = new Set(types);
  // A set visits what is added to it while it is walked, so whatever uses a type is looked at again after it.
  for (const type of pending) {
    pending.delete(type);
    if (hidden.has(type) || isUsable(type)) continue;
    hidden.add(type);
    for (const user of usersOf.get(type) ?? []) pending.add(user);
  }
}

/** For each type those that may have to be hidden when it is. */
function findUsers(types: readonly GraphQLNamedType[]): ReadonlyMap<GraphQLNamedType, ReadonlySet<GraphQLNamedType>> {
  const users = new Map(types.map((type) => [type, new Set<GraphQLNamedType>()]));
  for (const type of types) {
    // An interface goes by the fields of the objects behind it.
    const behind = isObjectType(type) ? [type, ...type.getInterfaces()] : [type];
    for (const used of [...usedTypes(type), ...behind]) for (const user of behind) users.get(used)?.add(user);
  }
  return users;
}

function usedTypes(type: GraphQLNamedType): readonly GraphQLNamedType[] {
  if (isUnionType(type)) return type.getTypes();
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => getNamedType(field.type));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    [field, ...field.args].map((typed) => getNamedType(typed.type)),
  );
}
