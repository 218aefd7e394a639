import { type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isObjectType, Kind } from 'graphql';
import { objectTypesOf } from '../schema/object-types-of.js';
import type { AccessTable } from './compile.js';
import { reachedByAnyone } from './reached-types.js';
import { entitiesOf, federationNames, isFederationField } from './subgraph.js';

/**
 * Fields of entities without a rule that only `_entities` leads to openly: their other ways say something, and their
 * author may take that to be enough. A key is left out, since whoever asks has it.
 */
export function openEntityFields(schema: GraphQLSchema, { rules }: AccessTable): readonly string[] {
  const isOther = (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) =>
    !isFederationField(schema, type, field);
  const ways = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).filter((field) => isOther(type, field)));
  const led = new Set(ways.flatMap((field) => objectTypesOf(schema, field)));
  const open = reachedByAnyone(schema, rules, isOther);
  const keysOf = keyReader(schema);
  return entitiesOf(schema)
    .filter((type) => led.has(type) && !open.has(type))
    .flatMap((type) => {
      const keys = keysOf(type);
      const names = Object.keys(type.getFields()).filter((name) => !keys.has(name));
      return names.map((name) => `${type.name}.${name}`).filter((coordinate) => !rules.has(coordinate));
    });
}

/** The names in the keys of a type. */
function keyReader(schema: GraphQLSchema): (type: GraphQLObjectType) => ReadonlySet<string> {
  const names = federationNames(schema, 'key');
  return ({ astNode, extensionASTNodes }) => {
    const directives = [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
    const keys = directives.filter(({ name }) => names.has(name.value)).flatMap(({ arguments: args = [] }) => args);
    return new Set(keys.flatMap(({ value }) => (value.kind === Kind.STRING ? value.value.match(/\w+/g) : null) ?? []));
  };
}
