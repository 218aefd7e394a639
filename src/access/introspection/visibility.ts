import {
  type GraphQLArgument,
  type GraphQLDirective,
  type GraphQLEnumType,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import { sameKey } from '../guard/values/same-value.js';
import { OUR_DIRECTIVES, OUR_INPUTS } from '../rules/type-defs.js';

export type Field = GraphQLField<unknown, unknown>;
export type FieldsType = GraphQLObjectType | GraphQLInterfaceType;

/** True if what stands at the schema coordinate is certainly refused. */
export type IsRefused = (coordinate: string) => boolean;

/** What a viewer may use of a schema, as far as their token decides it. */
export interface Visibility {
  type(type: GraphQLNamedType): boolean;
  field(type: FieldsType, field: Field): boolean;
  argument(type: FieldsType, field: Field, argument: GraphQLArgument): boolean;
  inputField(type: GraphQLInputObjectType, field: GraphQLInputField): boolean;
  enumValue(type: GraphQLEnumType, value: GraphQLEnumValue): boolean;
  directive(directive: GraphQLDirective): boolean;
  directiveArgument(argument: GraphQLArgument): boolean;
  /** True if there is something in the type to use, and nothing that using it asks for is hidden. */
  isUsable(type: GraphQLNamedType): boolean;
}

/** `hidden` are the types that are known to be hidden: what uses one of them is hidden too. It may grow. */
export function createVisibility(
  schema: GraphQLSchema,
  isRefused: IsRefused,
  hidden: ReadonlySet<GraphQLNamedType>,
): Visibility {
  const isShown = ({ type }: { readonly type: GraphQLType }) => !hidden.has(getNamedType(type));
  const members = createMemberVisibility(schema, isRefused, hidden);
  const enumValue = createEnumVisibility(isRefused);
  const inputField: Visibility['inputField'] = ({ name }, field) =>
    isShown(field) && !isRefused(`${name}.${field.name}`);
  return {
    ...members,
    inputField,
    enumValue,
    type: (type) => !hidden.has(type),
    directive: ({ name, args }) => !OUR_DIRECTIVES.includes(name) && args.filter(isRequiredArgument).every(isShown),
    directiveArgument: isShown,
    isUsable: (type) => {
      if (isObjectType(type) || isInterfaceType(type))
        return Object.values(type.getFields()).some((field) => members.field(type, field));
      if (isUnionType(type)) return type.getTypes().some((member) => !hidden.has(member));
      if (isInputObjectType(type)) return isUsableInput(type, inputField);
      if (isRefused(type.name)) return false;
      return !isEnumType(type) || type.getValues().some((value) => enumValue(type, value));
    },
  };
}

function createMemberVisibility(
  schema: GraphQLSchema,
  isRefused: IsRefused,
  hidden: ReadonlySet<GraphQLNamedType>,
): Pick<Visibility, 'field' | 'argument'> {
  const isShown = ({ type }: { readonly type: GraphQLType }) => !hidden.has(getNamedType(type));
  const field = (type: FieldsType, given: Field): boolean => {
    const required = given.args.filter(isRequiredArgument);
    if (hidden.has(type) || !isShown(given) || !required.every(isShown)) return false;
    if (isInterfaceType(type))
      return isForSome(type, given, (object, own) => required.every(({ name }) => takes(object, own, name)));
    return !isRefused(`${type.name}.${given.name}`) && required.every((each) => argument(type, given, each));
  };
  const argument = (type: FieldsType, given: Field, each: GraphQLArgument): boolean => {
    if (!isShown(each)) return false;
    if (isInterfaceType(type)) return isForSome(type, given, (object, own) => takes(object, own, each.name));
    return !isRefused(`${type.name}.${given.name}(${each.name}:)`);
  };
  const takes = (type: GraphQLObjectType, own: Field, name: string) =>
    own.args.some((each) => each.name === name && argument(type, own, each));
  /** What an interface declares is refused if it is for every object type that may stand behind it. */
  const isForSome = (
    type: GraphQLInterfaceType,
    { name }: Field,
    test: (object: GraphQLObjectType, own: Field) => boolean,
  ) => {
    const possible = schema.getPossibleTypes(type);
    // With no object type there is nothing to refuse.
    if (possible.length === 0) return true;
    return possible.some((object) => {
      const own = object.getFields()[name];
      return own !== undefined && field(object, own) && test(object, own);
    });
  };
  return { field, argument };
}

function createEnumVisibility(isRefused: IsRefused): Visibility['enumValue'] {
  const refusedOf = new WeakMap<GraphQLEnumType, readonly GraphQLEnumValue[]>();
  return (type, { value }) => {
    const refused = refusedOf.get(type) ?? type.getValues().filter(({ name }) => isRefused(`${type.name}.${name}`));
    refusedOf.set(type, refused);
    // What has two names is refused under both, if it is under one.
    return !refused.some((other) => sameKey(other.value, value));
  };
}

function isUsableInput(type: GraphQLInputObjectType, inputField: Visibility['inputField']): boolean {
  if (OUR_INPUTS.includes(type.name)) return false;
  const fields = Object.values(type.getFields());
  const isVisible = (field: GraphQLInputField) => inputField(type, field);
  return fields.some(isVisible) && fields.filter(isRequiredInputField).every(isVisible);
}
