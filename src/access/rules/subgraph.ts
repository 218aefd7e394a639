import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isUnionType,
  valueFromASTUntyped,
} from 'graphql';
import { isIterable, isObject } from '../../values/value-kinds.js';
import { allExtensionDirectives } from './extension-directives.js';

type Field = GraphQLField<unknown, unknown>;

/**
 * `_service` and `_entities`, which the federation specification puts on `Query`: a router asks for them. What they return
 * is guarded like everything else.
 */
export function isFederationField(schema: GraphQLSchema, type: GraphQLObjectType, field: Field): boolean {
  if (type !== schema.getQueryType()) return false;
  const result = getNamedType(field.type);
  if (field.name === '_service') return isObjectType(result) && result.name === '_Service';
  return field.name === '_entities' && isUnionType(result) && result.name === '_Entity';
}

/** The field that tells a router the SDL; undefined if the schema is no subgraph. */
export function sdlField(schema: GraphQLSchema): Field | undefined {
  const service = federationField(schema, '_service');
  const type = service && getNamedType(service.type);
  return isObjectType(type) ? type.getFields().sdl : undefined;
}

/** The types whose objects `_entities` gives to whoever sends their keys. */
export function entitiesOf(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  const entities = federationField(schema, '_entities');
  const union = entities && getNamedType(entities.type);
  return isUnionType(union) ? union.getTypes() : [];
}

function federationField(schema: GraphQLSchema, name: string): Field | undefined {
  const query = schema.getQueryType();
  const field = query?.getFields()[name];
  return query && field && isFederationField(schema, query, field) ? field : undefined;
}

const SPECIFICATION = 'https://specs.apollo.dev/federation/';

/** The names that a directive of federation may have in a schema: its own, and those that `@link` gives it. */
export function federationNames(schema: GraphQLSchema, directive: string): ReadonlySet<string> {
  const names = new Set([directive, `federation__${directive}`]);
  for (const given of linksOf(schema)) {
    if (!String(given.get('url')).startsWith(SPECIFICATION)) continue;
    if (given.has('as')) names.add(`${given.get('as')}__${directive}`);
    const imports: unknown = given.get('import');
    for (const item of isIterable(imports) ? imports : []) {
      if (isObject(item) && Reflect.get(item, 'name') === `@${directive}`)
        names.add(String(Reflect.get(item, 'as')).slice(1));
    }
  }
  return names;
}

/** The arguments of whatever the schema itself says, in SDL and in code. */
function linksOf(schema: GraphQLSchema): readonly ReadonlyMap<string, unknown>[] {
  const written = [schema.astNode, ...schema.extensionASTNodes].flatMap((node) => node?.directives ?? []);
  const added = allExtensionDirectives(schema.extensions).flatMap(({ args }) => (isObject(args) ? [args] : []));
  return [
    ...written.map(
      (link) => new Map(link.arguments?.map(({ name, value }) => [name.value, valueFromASTUntyped(value)])),
    ),
    ...added.map((args) => new Map<string, unknown>(Object.entries(args))),
  ];
}

/** Whether a field is `@external`: by itself, or by a definition of its type that it stands in. */
export type IsExternal = (type: GraphQLObjectType, field: Field) => boolean;

export function externalReader(schema: GraphQLSchema): IsExternal {
  const names = federationNames(schema, 'external');
  return (type, field) => {
    const around = [type.astNode, ...type.extensionASTNodes].filter((node) =>
      node?.fields?.some(({ name }) => name.value === field.name),
    );
    const written = [field.astNode, ...around].flatMap((node) => node?.directives ?? []).map(({ name }) => name.value);
    const added = [field, type].flatMap(({ extensions }) => allExtensionDirectives(extensions)).map(({ name }) => name);
    return [...written, ...added].some((name) => names.has(name));
  };
}
