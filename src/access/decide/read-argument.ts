import { type GraphQLField, getNullableType, isEnumType } from 'graphql';
import { leafOutput } from '../../values/leaf-output.js';
import { isObject } from '../../values/value-kinds.js';
import { argumentTypeAt } from '../rules/argument-path.js';
import { textOf } from './rights.js';

/** The text of what was sent for the path, after coercion; undefined if nothing was, or null. */
export type ReadArgument = (args: Readonly<Record<string, unknown>>) => string | undefined;

/** `path` leads to an argument of `field` that can be compared. */
export function argumentReader(
  { args }: Pick<GraphQLField<unknown, unknown>, 'args'>,
  path: readonly string[],
): ReadArgument {
  const [name, ...keys] = path;
  const argument = args.find((candidate) => candidate.name === name);
  const leaf = argument && getNullableType(argumentTypeAt(argument, keys));
  return (sent) => {
    let value: unknown = sent;
    for (const key of path) value = ownValue(value, key);
    if (value === null || value === undefined) return undefined;
    // An enum's value inside may be anything; its name is what was sent.
    if (!isEnumType(leaf)) return textOf(value);
    const name = leafOutput(leaf, value);
    return typeof name === 'string' ? name : undefined;
  };
}

function ownValue(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
