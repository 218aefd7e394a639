import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { shareDefault } from '../../values/default-value.js';

type Input = GraphQLArgument | GraphQLInputField;

interface Extensible {
  extensions: unknown;
}

/**
 * Gives the elements of a copy what graphql-js does not know, and so does not copy: properties that somebody put on a
 * type or a field, and extensions that are not a plain object.
 */
export function keepTheRest(given: GraphQLSchema, copy: GraphQLSchema): void {
  copy.extensions = given.extensions;
  const copies = copy.getTypeMap();
  for (const type of Object.values(given.getTypeMap())) keepOfType(type, copies[type.name]);
  const directives = new Map(copy.getDirectives().map((directive) => [directive.name, directive]));
  for (const directive of given.getDirectives()) {
    const its = directives.get(directive.name);
    keep(directive, its);
    keepOfInputs(directive.args, its?.args);
  }
}

function keepOfType(type: GraphQLNamedType, copy: GraphQLNamedType | undefined): void {
  if (type === copy) return;
  keep(type, copy);
  if ((isObjectType(type) && isObjectType(copy)) || (isInterfaceType(type) && isInterfaceType(copy))) {
    const copies = copy.getFields();
    for (const field of Object.values(type.getFields())) {
      keep(field, copies[field.name]);
      keepOfInputs(field.args, copies[field.name]?.args);
    }
  } else if (isInputObjectType(type) && isInputObjectType(copy)) {
    keepOfInputs(Object.values(type.getFields()), Object.values(copy.getFields()));
  } else if (isEnumType(type) && isEnumType(copy)) {
    keepOfEach(type.getValues(), copy.getValues());
  }
}

function keepOfInputs(given: readonly Input[], copies: readonly Input[] = []): void {
  keepOfEach(given, copies);
  given.forEach((each, index) => {
    shareDefault(each, copies[index]);
  });
}

/** They are in the same order. */
function keepOfEach(given: readonly Extensible[], copies: readonly Extensible[] = []): void {
  given.forEach((each, index) => {
    keep(each, copies[index]);
  });
}

function keep(given: Extensible, copy: Extensible | undefined): void {
  if (!copy || copy === given) return;
  copy.extensions = given.extensions;
  for (const key of Reflect.ownKeys(given)) {
    const property = Object.getOwnPropertyDescriptor(given, key);
    // What is there already, its class included, graphql-js has made.
    if (property && !(key in copy)) Object.defineProperty(copy, key, property);
  }
}
