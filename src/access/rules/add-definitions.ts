import { buildASTSchema, type GraphQLNamedType, GraphQLSchema, isEnumType, parse } from 'graphql';
import { StartupError } from '../../errors.js';
import { isAssumedValid } from '../schema/copy-schema.js';
import { copyDirective, copyType } from '../schema/copy-type.js';
import { findRoleEnum } from './definitions.js';
import { accessTypeDefs, OUR_DIRECTIVES, OUR_INPUTS } from './type-defs.js';

/**
 * The schema with those of our directives and inputs that it does not have, for an enum of roles of this name, unless it
 * has an `@auth` that names another. The types that it has are the very same. Throws a `StartupError` if there is no such
 * enum.
 */
export function addDefinitions(schema: GraphQLSchema, wanted: string | null): GraphQLSchema {
  const role = schema.getDirective('auth') ? (findRoleEnum(schema)?.name ?? null) : wanted;
  if (role !== null && !isEnumType(schema.getType(role))) {
    const mend = 'Name your own with addDefinitions: { role: "…" }, or use none with { role: null }.';
    throw new StartupError([`${role}: The schema has no enum of this name for the roles of @auth. ${mend}`]);
  }
  const stub = role === null ? '' : `enum ${role} { NONE }`;
  const ours = buildASTSchema(parse(`${accessTypeDefs({ role })} ${stub}`, { noLocation: true }), {
    assumeValidSDL: true,
  });
  const types = new Map<string, GraphQLNamedType>(Object.entries(schema.getTypeMap()));
  for (const name of OUR_INPUTS) {
    const type = ours.getType(name);
    if (type && !types.has(name)) types.set(name, copyType(type, types));
  }
  const directives = ours
    .getDirectives()
    .filter(({ name }) => OUR_DIRECTIVES.includes(name) && !schema.getDirective(name));
  const config = schema.toConfig();
  const extended = new GraphQLSchema({
    ...config,
    types: [...types.values()],
    directives: [...config.directives, ...directives.map((directive) => copyDirective(directive, types))],
    assumeValid: isAssumedValid(schema),
  });
  extended.extensions = schema.extensions;
  return extended;
}
