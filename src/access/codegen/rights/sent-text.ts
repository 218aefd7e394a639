import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql';
import { defaultValueOf } from '../../../values/default-value.js';
import { leafOutput } from '../../../values/leaf-output.js';
import { isObject } from '../../../values/value-kinds.js';
import { textOf } from '../../decide/rights.js';

/** What can be sent: an argument or an input field. */
export type Input = GraphQLArgument | GraphQLInputField;

/** What a claim is compared with: a text, if anything is sent; or that of a variable. */
export type SentText =
  | { readonly text: string | undefined }
  | { readonly variable: string; readonly default: string | undefined }
  /** Several defaults count, each for another way of leaving the value out. */
  | 'several';

/** The text of what `node` sends for `input`, below these keys of it. Without a node nothing is sent. */
export function sentText(input: Input, node: ValueNode | undefined, keys: readonly string[]): SentText {
  const { type } = input;
  if (!node) return { text: textAt(type, defaultValueOf(input), keys) };
  if (node.kind === Kind.VARIABLE) {
    const [byDefault, ...others] = new Set(defaultTexts(input, keys));
    const variable = [node.name.value, ...keys].join('.');
    return others.length > 0 ? 'several' : { variable, default: byDefault };
  }
  const [key, ...rest] = keys;
  if (key === undefined) return { text: textAt(type, valueFromAST(node, type), []) };
  const field = fieldOf(type, key);
  if (node.kind !== Kind.OBJECT || !field) return { text: undefined };
  return sentText(field, node.fields.find(({ name }) => name.value === key)?.value, rest);
}

/** The texts that count where what is sent ends on the way. */
function defaultTexts(input: Input, keys: readonly string[]): readonly (string | undefined)[] {
  const [key, ...rest] = keys;
  const own = textAt(input.type, defaultValueOf(input), keys);
  const field = key === undefined ? undefined : fieldOf(input.type, key);
  return field ? [own, ...defaultTexts(field, rest)] : [own];
}

function textAt(type: GraphQLInputType, value: unknown, [key, ...rest]: readonly string[]): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (key !== undefined) {
    const field = fieldOf(type, key);
    return field && isObject(value) ? textAt(field.type, Reflect.get(value, key), rest) : undefined;
  }
  const leaf = getNullableType(type);
  return textOf(isEnumType(leaf) ? leafOutput(leaf, value) : value);
}

function fieldOf(type: GraphQLInputType, name: string): GraphQLInputField | undefined {
  const nullable = getNullableType(type);
  return isInputObjectType(nullable) ? nullable.getFields()[name] : undefined;
}
