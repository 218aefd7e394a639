import type { GraphQLEnumType } from 'graphql';
import type { AccessTable } from './compile.js';
import type { Inspection } from './inspection.js';
import type { Rule } from './rule.js';

type Rules = AccessTable['rules'];

/** The rules of the values of an enum, by what the values are inside: an object is only itself, as it is to graphql-js. */
export function enumRules(type: GraphQLEnumType, rules: Rules): ReadonlyMap<unknown, readonly Rule[]> {
  const found = new Map<unknown, Rule[]>();
  for (const { name, value } of type.getValues()) {
    const rule = rules.get(`${type.name}.${name}`);
    // Several names can be one value inside. It is protected if one of them is.
    if (rule) found.set(value, [...(found.get(value) ?? []), rule]);
  }
  return found;
}

/** What the values of an enum ask for where they are returned. */
export interface ReturnedRules {
  readonly all: ReadonlySet<Rule>;
  /** True if the viewer may see this value, as it is inside. Throws what the enum throws if it is none of its values. */
  maySee(value: unknown, inspection: Inspection): boolean;
}

/**
 * What a value is called in the answer is for the enum to say, which may do so in a way of its own. So a value has the
 * rules of what it is inside, and of the name that it is written as.
 */
export function returnedRules(type: GraphQLEnumType, rules: Rules): ReturnedRules {
  const inside = enumRules(type, rules);
  const written = new Map<unknown, readonly Rule[] | undefined>(
    type.getValues().map(({ name, value }) => [name, inside.get(value)]),
  );
  return {
    all: new Set([...inside.values()].flat()),
    maySee: (value, { grants }) => {
      const name: unknown = type.serialize(value);
      return (inside.get(value)?.every(grants) ?? true) && (written.get(name)?.every(grants) ?? true);
    },
  };
}
