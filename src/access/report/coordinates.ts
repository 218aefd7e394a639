import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { locationOf } from '../rules/mistakes.js';

/** A place of the schema that can have an effective rule. */
export interface Place {
  /** `file:line` where it is declared. */
  readonly location: string;
  /** Of an argument or an input field. */
  readonly input?: GraphQLArgument | GraphQLInputField;
}

/** Every place that can have an effective rule, by coordinate, in the order of the SDL. */
export function placesOf(schema: GraphQLSchema): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  const add = (coordinate: string, { astNode }: Named, input?: Place['input']) =>
    places.set(coordinate, { location: locationOf(astNode?.name), ...(input && { input }) });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        add(`${type.name}.${field.name}`, field);
        for (const argument of field.args) add(`${type.name}.${field.name}(${argument.name}:)`, argument, argument);
      }
    } else if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field, field);
    } else if (isEnumType(type) || isScalarType(type)) {
      add(type.name, type);
      for (const value of isEnumType(type) ? type.getValues() : []) add(`${type.name}.${value.name}`, value);
    }
  }
  return places;
}

type Named = { readonly astNode?: { readonly name: Parameters<typeof locationOf>[0] } | null | undefined };
