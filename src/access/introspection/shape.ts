import {
  assertObjectType,
  GraphQLBoolean,
  GraphQLObjectType,
  GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { looseArguments } from './default-value.js';
import { createOutline } from './outline.js';
import { rebuildDirectives, rebuildTypes } from './rebuild.js';
import type { IsRefused } from './visibility.js';
import { findVisible } from './visible.js';

/** The schema without all that is certainly refused. It is valid, resolves nothing, and does not change the given one. */
export function buildShape(schema: GraphQLSchema, isRefused: IsRefused): GraphQLSchema {
  const visibility = findVisible(schema, isRefused);
  const visible = Object.values(schema.getTypeMap()).filter(visibility.type);
  const owners = visible.filter((type) => isObjectType(type) || isInterfaceType(type));
  const outline = createOutline(owners, visibility);
  const loose = looseArguments(owners, outline, visibility);
  const types = rebuildTypes(visible, { visibility, outline, loose });
  const rootOf = (type: GraphQLObjectType | null | undefined) => {
    const root = type && types.get(type.name);
    return root && assertObjectType(root);
  };
  return new GraphQLSchema({
    description: schema.description,
    query: rootOf(schema.getQueryType()) ?? emptyQuery(schema),
    mutation: rootOf(schema.getMutationType()),
    subscription: rootOf(schema.getSubscriptionType()),
    types: [...types.values()],
    directives: rebuildDirectives(schema.getDirectives(), visibility, types),
  });
}

const NO_FIELD = '_nothing';

/** A schema needs a query type, and that needs a field: this one is in no schema, so it is refused as unknown. */
function emptyQuery(schema: GraphQLSchema): GraphQLObjectType {
  const query = schema.getQueryType();
  let name = NO_FIELD;
  while (query?.getFields()[name]) name += '_';
  const description = 'A placeholder: this viewer may use nothing here, and a schema cannot be empty.';
  return new GraphQLObjectType({
    name: query?.name ?? 'Query',
    description: query?.description,
    fields: { [name]: { type: GraphQLBoolean, description } },
  });
}
