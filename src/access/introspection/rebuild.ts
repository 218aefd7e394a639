import {
  assertInterfaceType,
  assertObjectType,
  type GraphQLArgument,
  type GraphQLArgumentConfig,
  GraphQLDirective,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLInputField,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLUnionType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isUnionType,
} from 'graphql';
import { defaultConfigOf } from '../../values/default-value.js';
import { inputType, namesake, outputType, type TypesByName } from '../schema/retype.js';
import { mustLoosen, showsDefault } from './default-value.js';
import type { Outline, OutlinedField } from './outline.js';
import type { FieldsType, Visibility } from './visibility.js';

export interface ShapeParts {
  readonly visibility: Visibility;
  readonly outline: Outline;
  /** The arguments that are shown without their `!`. */
  readonly loose: ReadonlySet<GraphQLArgument>;
}

/** The types of a shape: the given ones, without what is not visible of them, and without resolvers. */
export function rebuildTypes(types: readonly GraphQLNamedType[], parts: ShapeParts): TypesByName {
  const rebuilt = new Map<string, GraphQLNamedType>();
  for (const type of types) if (!isIntrospectionType(type)) rebuilt.set(type.name, rebuildType(type, parts, rebuilt));
  return rebuilt;
}

/** The directives of a shape. Ours are not among them. */
export function rebuildDirectives(
  directives: readonly GraphQLDirective[],
  visibility: Visibility,
  types: TypesByName,
): readonly GraphQLDirective[] {
  return directives.filter(visibility.directive).map((directive) => {
    if (isSpecifiedDirective(directive)) return directive;
    const { name, locations, isRepeatable } = directive;
    const args = byName(directive.args.filter(visibility.directiveArgument), (argument) =>
      rebuildInput(argument, mustLoosen(argument, visibility), visibility, types),
    );
    return new GraphQLDirective({ name, ...described(directive), locations, isRepeatable, args });
  });
}

function rebuildType(type: GraphQLNamedType, parts: ShapeParts, types: TypesByName): GraphQLNamedType {
  const { visibility } = parts;
  const { name, description } = type;
  if (isObjectType(type)) return new GraphQLObjectType({ name, description, ...rebuildMembers(type, parts, types) });
  if (isInterfaceType(type))
    return new GraphQLInterfaceType({ name, description, ...rebuildMembers(type, parts, types) });
  if (isUnionType(type)) {
    const members = type.getTypes().filter(visibility.type);
    return new GraphQLUnionType({
      name,
      description,
      types: () => members.map((member) => assertObjectType(namesake(types, member))),
    });
  }
  if (isEnumType(type)) {
    const values = type.getValues().filter((each) => visibility.enumValue(type, each));
    const shown = byName(values, ({ value, ...each }) => ({ ...described(each), value }));
    return new GraphQLEnumType({ name, description, values: shown });
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => visibility.inputField(type, field));
    return new GraphQLInputObjectType({
      name,
      description,
      isOneOf: type.isOneOf,
      fields: () => byName(fields, (field) => rebuildInput(field, mustLoosen(field, visibility), visibility, types)),
    });
  }
  // A scalar refers to no other type.
  return type;
}

function rebuildMembers(type: FieldsType, { visibility, outline, loose }: ShapeParts, types: TypesByName) {
  const rebuildField = ({ field, type: shown, args }: OutlinedField): GraphQLFieldConfig<unknown, unknown> => ({
    ...described(field),
    type: outputType(types, shown),
    args: byName(args, (argument) => rebuildInput(argument, loose.has(argument), visibility, types)),
  });
  return {
    interfaces: () => outline.interfaces(type).map((declared) => assertInterfaceType(namesake(types, declared))),
    fields: () =>
      Object.fromEntries([...outline.fields(type)].map(([name, outlined]) => [name, rebuildField(outlined)])),
  };
}

function rebuildInput(
  input: GraphQLArgument | GraphQLInputField,
  isLoose: boolean,
  visibility: Visibility,
  types: TypesByName,
): GraphQLArgumentConfig {
  return {
    ...described(input),
    type: inputType(types, isLoose ? getNullableType(input.type) : input.type),
    // The value inside is the same in every schema; it is told by the names of this one.
    ...(showsDefault(input, visibility) && defaultConfigOf(input)),
  };
}

function described<T>({ description, deprecationReason }: { description: T; deprecationReason: T }) {
  return { description, deprecationReason };
}

function byName<T extends { readonly name: string }, U>(all: readonly T[], make: (each: T) => U): Record<string, U> {
  return Object.fromEntries(all.map((each) => [each.name, make(each)]));
}
