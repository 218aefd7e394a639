import {
  GraphQLDirective,
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLUnionType,
} from 'graphql';
import { StartupError } from '../../errors.js';
import { isObject } from '../../values/value-kinds.js';

const NAMED_TYPES = [
  GraphQLScalarType,
  GraphQLObjectType,
  GraphQLInterfaceType,
  GraphQLUnionType,
  GraphQLEnumType,
  GraphQLInputObjectType,
];
/** How many places are named. */
const MAX_NAMED = 5;

/**
 * A schema, all of whose types and directives were made by the copy of graphql that is imported here. To any other copy
 * they are no types at all: in production graphql-js does not even say so, and what is not seen is not protected.
 *
 * Throws a `StartupError` if something in it comes from another copy, and a `TypeError` if it is no schema.
 */
export function assertOneGraphql(schema: unknown): asserts schema is GraphQLSchema {
  if (!(schema instanceof GraphQLSchema)) {
    if (looksLikeSchema(schema)) throw twoCopies(['The schema']);
    throw new TypeError(
      'This is not a GraphQLSchema. Pass an executable schema, such as makeExecutableSchema returns.',
    );
  }
  const foreign = [...foreignParts(schema)];
  if (foreign.length > 0) throw twoCopies(foreign);
}

function twoCopies(parts: readonly string[]): StartupError {
  const others = parts.length - MAX_NAMED;
  const named = [...parts.slice(0, MAX_NAMED), ...(others > 0 ? [`${others} more`] : [])].join(', ');
  return new StartupError([
    `There are two copies of graphql: ${named} ${parts.length > 1 ? 'were' : 'was'} made by a different copy from the one that enforces @auth. ` +
      'Install a single version (`npm ls graphql` lists them all), import it in the same way everywhere (import or require), and do not bundle it.',
  ]);
}

/** No function of graphql is asked: outside of production they throw at the first thing of another copy. */
function looksLikeSchema(value: unknown): boolean {
  return isObject(value) && 'getTypeMap' in value && typeof value.getTypeMap === 'function';
}

function* foreignParts(schema: GraphQLSchema): Generator<string> {
  for (const type of Object.values<unknown>(schema.getTypeMap())) {
    if (!isNamed(type)) yield `type ${nameOf(type)}`;
    else for (const [name, used] of usedTypes(type)) if (!isOurs(used)) yield `the type of ${name}`;
  }
  for (const directive of schema.getDirectives() as readonly unknown[]) {
    if (!(directive instanceof GraphQLDirective)) yield `directive @${nameOf(directive)}`;
    else
      for (const { name, type } of directive.args) if (!isOurs(type)) yield `the type of @${directive.name}(${name}:)`;
  }
}

type NamedType = InstanceType<(typeof NAMED_TYPES)[number]>;

function isNamed(type: unknown): type is NamedType {
  return NAMED_TYPES.some((made) => type instanceof made);
}

/** What a type refers to, by schema coordinate. Interfaces and members of unions are among the types of the schema. */
function* usedTypes(type: NamedType): Generator<readonly [coordinate: string, used: unknown]> {
  if (type instanceof GraphQLInputObjectType) {
    for (const field of Object.values(type.getFields())) yield [`${type.name}.${field.name}`, field.type];
  } else if (type instanceof GraphQLObjectType || type instanceof GraphQLInterfaceType) {
    for (const field of Object.values(type.getFields())) {
      yield [`${type.name}.${field.name}`, field.type];
      for (const argument of field.args) yield [`${type.name}.${field.name}(${argument.name}:)`, argument.type];
    }
  }
}

/** Lists and non-nulls too. */
function isOurs(type: unknown): boolean {
  let at = type;
  while (at instanceof GraphQLList || at instanceof GraphQLNonNull) at = at.ofType;
  return isNamed(at);
}

function nameOf(value: unknown): string {
  return isObject(value) && 'name' in value ? String(value.name) : String(value);
}
