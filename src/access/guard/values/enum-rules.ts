import { GraphQLEnumType } from 'graphql';
import { leafOutput } from '../../../values/leaf-output.js';
import type { AccessTable } from '../../rules/compile.js';
import type { Rule } from '../../rules/rule.js';
import type { Inspection } from './inspection.js';

/** What the values of an enum ask for. */
export interface EnumRules {
  /** None if no value is protected. */
  readonly all: ReadonlySet<Rule>;
  /** True if the viewer may see this value, as it is inside. Throws what the enum throws if it is none of its values. */
  maySee(value: unknown, inspection: Inspection): boolean;
  /** What is asked for that. */
  toSee(value: unknown): readonly Rule[];
  /** True if the viewer may send it. */
  maySend(value: unknown, inspection: Inspection): boolean;
}

/**
 * A value is known by what it is inside: an object is only itself, as it is to graphql-js. Several names can be one value
 * inside, and it is protected if one of them is. An enum may also read and write names in a way of its own: then it is
 * known by the name that it is written as, and asks for all that a value of the enum can if that is no name of its own.
 */
export function enumRules(type: GraphQLEnumType, rules: AccessTable['rules']): EnumRules {
  const inside = new Map<unknown, Rule[]>();
  for (const { name, value } of type.getValues()) {
    const rule = rules.get(`${type.name}.${name}`);
    inside.set(value, [...(inside.get(value) ?? []), ...(rule ? [rule] : [])]);
  }
  const written = new Map<unknown, readonly Rule[] | undefined>(
    type.getValues().map(({ name, value }) => [name, inside.get(value)]),
  );
  const all = [...new Set([...inside.values()].flat())];
  const toSee = (value: unknown) => [
    ...namesOf(type, value).flatMap((name) => written.get(name) ?? all),
    ...(inside.get(value) ?? []),
  ];
  return {
    all: new Set(all),
    maySee: (value, { grants }) => toSee(value).every(grants),
    toSee,
    maySend: (value, { grants }) => (inside.get(value) ?? written.get(nameOf(type, value)) ?? all).every(grants),
  };
}

/** Some executors write with `serialize` where graphql-js 17 does not: in an enum of its own kind these can be two. */
function namesOf(type: GraphQLEnumType, value: unknown): readonly unknown[] {
  const name = leafOutput(type, value);
  return type.serialize === GraphQLEnumType.prototype.serialize ? [name] : [name, type.serialize(value)];
}

/** Undefined if it has none. */
function nameOf(type: GraphQLEnumType, value: unknown): unknown {
  try {
    return leafOutput(type, value);
  } catch {
    return undefined;
  }
}
