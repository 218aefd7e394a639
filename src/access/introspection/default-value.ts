import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
} from 'graphql';
import { defaultNodeOf } from '../../values/default-value.js';
import type { Outline } from './outline.js';
import type { FieldsType, Visibility } from './visibility.js';

type Input = GraphQLArgument | GraphQLInputField;

/** False if the text of the default would name something hidden, or if there is no text for it. */
export function showsDefault(input: Input, visibility: Visibility): boolean {
  try {
    const node = defaultNodeOf(input);
    return node === undefined || namesVisible(node, input.type, visibility);
  } catch {
    return false;
  }
}

/** What has a default that cannot be told may still be left out, so it must not look as if it were required. */
export function mustLoosen(input: Input, visibility: Visibility): boolean {
  return isNonNullType(input.type) && !showsDefault(input, visibility);
}

/**
 * The arguments of fields that are shown without their `!`. An argument has one type wherever interfaces share it, so
 * what holds for one holds for all of them.
 */
export function looseArguments(
  types: readonly FieldsType[],
  outline: Outline,
  visibility: Visibility,
): ReadonlySet<GraphQLArgument> {
  const args = types.flatMap((type) => [...outline.fields(type).values()].flatMap((outlined) => outlined.args));
  const loose = new Set(args.filter((argument) => mustLoosen(argument, visibility)));
  if (loose.size === 0) return loose;
  const shared = types.flatMap((type) => sharedArguments(type, outline));
  for (let before = -1; loose.size > before; ) {
    before = loose.size;
    for (const pair of shared) if (pair.some((each) => loose.has(each))) for (const each of pair) loose.add(each);
  }
  return loose;
}

/** The arguments of a type, each with the same of an interface. */
function sharedArguments(type: FieldsType, outline: Outline): readonly (readonly GraphQLArgument[])[] {
  return outline.interfaces(type).flatMap((declared) =>
    Object.values(declared.getFields()).flatMap((above) => {
      const args = type.getFields()[above.name]?.args ?? [];
      return above.args.map((argument) => [argument, ...args.filter(({ name }) => name === argument.name)]);
    }),
  );
}

function namesVisible(node: ValueNode, type: GraphQLInputType, visibility: Visibility): boolean {
  if (node.kind === Kind.LIST) {
    const nullable = getNullableType(type);
    const itemType = isListType(nullable) ? nullable.ofType : nullable;
    return node.values.every((item) => namesVisible(item, itemType, visibility));
  }
  const named = getNamedType(type);
  if (node.kind === Kind.ENUM && isEnumType(named)) {
    const value = named.getValue(node.value);
    return value !== null && value !== undefined && visibility.enumValue(named, value);
  }
  if (node.kind === Kind.OBJECT && isInputObjectType(named)) {
    return node.fields.every((part) => {
      const field = named.getFields()[part.name.value];
      return (
        field !== undefined && visibility.inputField(named, field) && namesVisible(part.value, field.type, visibility)
      );
    });
  }
  return true;
}
