import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Mistakes } from './mistakes.js';
import type { OwnedType } from './owner.js';
import { readRule, type Site } from './read-rule.js';
import type { Roles } from './roles.js';
import type { Rule } from './rule.js';

/** What the `@auth` directives on each object type, interface and field say by themselves, by coordinate. */
export type WrittenRules = ReadonlyMap<string, Rule>;

export function readWrittenRules(schema: GraphQLSchema, roles: Roles, mistakes: Mistakes): WrittenRules {
  const written = new Map<string, Rule>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    const site: Site = { coordinate: type.name, type, isRoot: standsForRoot(schema, type), roles, mistakes };
    written.set(type.name, readRule(site, typeDirectives(type)));
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      written.set(coordinate, readRule({ ...site, coordinate }, field.astNode?.directives ?? []));
    }
  }
  return written;
}

/** What is said of a field where it stands: by itself, by its type, and by the type's interfaces of both. */
export function spokenRule(
  written: WrittenRules,
  type: GraphQLObjectType,
  { name }: Pick<GraphQLField<unknown, unknown>, 'name'>,
): Rule {
  const speakers = [type, ...type.getInterfaces()].flatMap((speaker) => [`${speaker.name}.${name}`, speaker.name]);
  return speakers.flatMap((coordinate) => written.get(coordinate) ?? []);
}

export function isRootType(schema: GraphQLSchema, type: OwnedType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType();
}

/** A rule on an interface is a rule on the types that implement it. */
function standsForRoot(schema: GraphQLSchema, type: OwnedType): boolean {
  if (!isInterfaceType(type)) return isRootType(schema, type);
  return schema.getImplementations(type).objects.some((object) => isRootType(schema, object));
}

function typeDirectives(type: OwnedType): readonly ConstDirectiveNode[] {
  return [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []);
}
