import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type { Described } from '../schema/schema-elements.js';
import { directivesOf } from './directives-of.js';
import { readRule, type Site } from './read-rule.js';
import type { Rule } from './rule.js';

/** A type that can have fields to resolve, and `@auth` on itself and on them. */
export type OwnedType = GraphQLObjectType | GraphQLInterfaceType;

/**
 * What the `@auth` directives on each place say by themselves, by schema coordinate: `Type`, `Type.field`,
 * `Type.field(argument:)`, `Input.field`, `Enum`, `Enum.VALUE`, `Scalar`.
 */
export type WrittenRules = ReadonlyMap<string, Rule>;

type Vocabulary = Pick<Site, 'roles' | 'policies' | 'mistakes'>;

export function readWrittenRules(schema: GraphQLSchema, vocabulary: Vocabulary): WrittenRules {
  const written = new Map<string, Rule>();
  const read = (element: Described, place: Pick<Site, 'coordinate'> & Partial<Site>) => {
    const site: Site = { type: undefined, field: undefined, isRoot: false, ...vocabulary, ...place };
    written.set(site.coordinate, readRule(site, directivesOf(element)));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) {
      const isRoot = standsForRoot(schema, type);
      read(type, { coordinate: type.name, type, isRoot });
      for (const field of Object.values(type.getFields())) {
        const coordinate = `${type.name}.${field.name}`;
        read(field, { coordinate, type, field, isRoot });
        for (const argument of field.args) read(argument, { coordinate: `${coordinate}(${argument.name}:)`, field });
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) read(field, { coordinate: `${type.name}.${field.name}` });
    } else if (isEnumType(type) || isScalarType(type)) {
      read(type, { coordinate: type.name });
      for (const value of isEnumType(type) ? type.getValues() : [])
        read(value, { coordinate: `${type.name}.${value.name}` });
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
  const speakers = [type, ...interfacesOf(type)].flatMap((speaker) => [`${speaker.name}.${name}`, speaker.name]);
  return speakers.flatMap((coordinate) => written.get(coordinate) ?? []);
}

/** What is said of an argument where it stands, and where the type's interfaces declare it. */
export function argumentRule(written: WrittenRules, type: GraphQLObjectType, field: string, argument: string): Rule {
  return [type, ...interfacesOf(type)].flatMap(({ name }) => written.get(`${name}.${field}(${argument}:)`) ?? []);
}

export function isRootType(schema: GraphQLSchema, type: OwnedType): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType() || type === schema.getSubscriptionType();
}

/** A rule on an interface is a rule on the types that implement it. */
function standsForRoot(schema: GraphQLSchema, type: OwnedType): boolean {
  if (!isInterfaceType(type)) return isRootType(schema, type);
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.some((root) => root && interfacesOf(root).includes(type));
}

/** Direct or inherited: that a type names both is validated, but not by every executor. */
export function interfacesOf(type: OwnedType): readonly GraphQLInterfaceType[] {
  const all = new Set(type.getInterfaces());
  // A set visits what is added to it while it is walked.
  for (const each of all) for (const inherited of each.getInterfaces()) all.add(inherited);
  return [...all];
}
