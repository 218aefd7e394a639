import {
  assertInterfaceType,
  assertObjectType,
  GraphQLDirective,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  type GraphQLNamedType,
  GraphQLObjectType,
  GraphQLUnionType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isUnionType,
} from 'graphql';
import { inputType, namesake, outputType, type TypesByName } from './retype.js';

type FieldsType = GraphQLObjectType | GraphQLInterfaceType;

/**
 * The same type, referring to those in `types`, which may come later: they are looked up when the schema is made. What
 * graphql-js knows of a type is all in its configuration, so nothing is listed here but what refers to other types.
 */
export function copyType(type: GraphQLNamedType, types: TypesByName): GraphQLNamedType {
  if (isObjectType(type)) return new GraphQLObjectType({ ...type.toConfig(), ...copyMembers(type, types) });
  if (isInterfaceType(type)) return new GraphQLInterfaceType({ ...type.toConfig(), ...copyMembers(type, types) });
  if (isUnionType(type)) {
    const members = type.getTypes();
    const copies = () => members.map((member) => assertObjectType(namesake(types, member)));
    return new GraphQLUnionType({ ...type.toConfig(), types: copies });
  }
  if (isInputObjectType(type)) {
    const { fields, ...config } = type.toConfig();
    const copies = () => mapRecord(fields, (field) => ({ ...field, type: inputType(types, field.type) }));
    return new GraphQLInputObjectType({ ...config, fields: copies });
  }
  if (isEnumType(type)) return copyEnum(type);
  // A scalar refers to no other type, and has nothing of its own but functions: it can serve in both.
  return type;
}

/** The same directive if it names no type that is copied. */
export function copyDirective(directive: GraphQLDirective, types: TypesByName): GraphQLDirective {
  if (directive.args.every(({ type }) => isScalarType(getNamedType(type)))) return directive;
  const config = directive.toConfig();
  return new GraphQLDirective({ ...config, args: copyArguments(config.args, types) });
}

function copyMembers(type: FieldsType, types: TypesByName) {
  const { fields, interfaces } = type.toConfig();
  return {
    interfaces: () => interfaces.map((declared) => assertInterfaceType(namesake(types, declared))),
    fields: (): GraphQLFieldConfigMap<unknown, unknown> =>
      mapRecord(fields, (field) => ({
        ...field,
        type: outputType(types, field.type),
        args: copyArguments(field.args ?? {}, types),
      })),
  };
}

function copyArguments(args: GraphQLFieldConfigArgumentMap, types: TypesByName): GraphQLFieldConfigArgumentMap {
  return mapRecord(args, (argument) => ({ ...argument, type: inputType(types, argument.type) }));
}

/** An enum reads and writes by its methods, which may be those of a class of its own, or put on it alone. */
function copyEnum(type: GraphQLEnumType): GraphQLEnumType {
  const copy = new GraphQLEnumType(type.toConfig());
  Object.setPrototypeOf(copy, Object.getPrototypeOf(type));
  for (const [name, own] of Object.entries(type)) {
    if (typeof own === 'function' && !Object.hasOwn(copy, name)) Object.assign(copy, { [name]: own });
  }
  return copy;
}

/** Without a prototype: `__proto__` and `constructor` are names like any other. */
function mapRecord<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  const mapped: Record<string, U> = Object.create(null);
  for (const [key, value] of Object.entries(record)) mapped[key] = map(value);
  return mapped;
}
