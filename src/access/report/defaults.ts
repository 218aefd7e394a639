import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  print,
} from 'graphql';
import { defaultValueOf } from '../../values/default-value.js';
import { sameValue } from '../guard/values/same-value.js';
import type { CompiledSchema } from './compile-schema.js';
import { plain } from './plain.js';

type Input = GraphQLArgument | GraphQLInputField;

/** The default, as it is written. */
export function defaultText({ astNode }: Input): string {
  return astNode?.defaultValue ? plain(`default ${print(astNode.defaultValue)}`) : 'no default';
}

/**
 * True if a value can be sent without any right that needed one before: what equals the default needs none, whatever
 * the rules of the argument, and of all that it holds, say.
 */
export function opensByDefault(coordinate: string, before: Input, after: Input, was: CompiledSchema): boolean {
  const now = defaultValueOf(after);
  if (now === undefined || sameValue(defaultValueOf(before), now)) return false;
  return was.table.rules.has(coordinate) || holdsRule(before.type, was, new Set());
}

function holdsRule(type: GraphQLInputType, { table, schema }: CompiledSchema, seen: Set<string>): boolean {
  const named = getNamedType(type);
  if (seen.has(named.name)) return false;
  seen.add(named.name);
  if (table.rules.has(named.name)) return true;
  if (isEnumType(named)) return named.getValues().some(({ name }) => table.rules.has(`${named.name}.${name}`));
  if (!isInputObjectType(named)) return false;
  return Object.values(named.getFields()).some(
    (field) => table.rules.has(`${named.name}.${field.name}`) || holdsRule(field.type, { table, schema }, seen),
  );
}
