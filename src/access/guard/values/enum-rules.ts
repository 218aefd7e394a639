import type { GraphQLEnumType } from 'graphql';
import type { AccessTable } from '../../rules/compile.js';
import type { Rule } from '../../rules/rule.js';
import type { Inspection } from './inspection.js';

/** What the values of an enum ask for. */
export interface EnumRules {
  /** None if no value is protected. */
  readonly all: ReadonlySet<Rule>;
  /** True if the viewer may see this value, as it is inside. Throws what the enum throws if it is none of its values. */
  maySee(value: unknown, inspection: Inspection): boolean;
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
  return {
    all: new Set(all),
    maySee: (value, { grants }) => {
      const name: unknown = type.serialize(value);
      const ofName = written.get(name) ?? all;
      return ofName.every(grants) && (inside.get(value)?.every(grants) ?? true);
    },
    maySend: (value, { grants }) => (inside.get(value) ?? written.get(nameOf(type, value)) ?? all).every(grants),
  };
}

/** Undefined if it has none. */
function nameOf(type: GraphQLEnumType, value: unknown): unknown {
  try {
    return type.serialize(value);
  } catch {
    return undefined;
  }
}
