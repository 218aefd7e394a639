import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
} from 'graphql';
import { isObject } from '../../values/value-kinds.js';
import { objectTypesOf } from '../schema/object-types-of.js';
import { entitiesOf, type IsExternal } from './subgraph.js';

/** Why objects of a type may be as they were sent. */
export interface Origin {
  readonly problem: string;
  readonly mend: string;
}

/** The types whose objects may be, or be part of, a representation as it was sent. */
export function givenTypes(schema: GraphQLSchema, isExternal: IsExternal): ReadonlyMap<GraphQLObjectType, Origin> {
  const given = new Map<GraphQLObjectType, Origin>();
  const add = (type: GraphQLObjectType, origin: Origin) => given.has(type) || given.set(type, origin);
  for (const type of entitiesOf(schema).filter((entity) => !hasReferenceResolver(entity)))
    add(type, {
      problem: `${type.name} has no __resolveReference, so its objects come straight from the request.`,
      mend: `Add a __resolveReference to ${type.name} that loads the object by its key.`,
    });
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType))
    for (const field of Object.values(type.getFields()).filter((each) => isExternal(type, each)))
      for (const result of objectTypesOf(schema, field))
        add(result, {
          problem: `${type.name}.${field.name}, which is @external, returns these objects as the request sent them.`,
          mend: 'Compare a value that this subgraph has looked up.',
        });
  // A map visits what is added to it while it is walked.
  for (const [type, origin] of given)
    for (const field of Object.values(type.getFields()).filter(isReadAsItIs))
      for (const result of objectTypesOf(schema, field)) add(result, origin);
  return given;
}

/** Without a resolver, a field gives what its object has under its name. */
function isReadAsItIs({ resolve }: GraphQLField<unknown, unknown>): boolean {
  return resolve === undefined || resolve === defaultFieldResolver;
}

/** Where `@apollo/subgraph` keeps a `__resolveReference`, and where its first version and graphql-tools do. */
function hasReferenceResolver(type: GraphQLObjectType): boolean {
  const subgraph = partOf(partOf(type.extensions, 'apollo'), 'subgraph');
  return [partOf(subgraph, 'resolveReference'), partOf(type, 'resolveReference')].some(
    (resolver) => typeof resolver === 'function',
  );
}

function partOf(holder: unknown, key: string): unknown {
  return isObject(holder) ? Reflect.get(holder, key) : undefined;
}
