import type { IntrospectionQuery, IntrospectionType } from 'graphql';
import type { ToldAnswer, ToldRule } from '../server/explorer/told-answer.js';
import { ruleOf } from './rule-of.js';

type Rules = ToldAnswer['rules'];

/** The schema with the rule of each place in its description, where the documentation and the hints show it. */
export function describeRules(introspection: IntrospectionQuery, rules: Rules): IntrospectionQuery {
  const { __schema: schema } = introspection;
  return { __schema: { ...schema, types: schema.types.map((type) => describeType(type, rules)) } };
}

function describeType(type: IntrospectionType, rules: Rules): IntrospectionType {
  const describe = <T extends Described>(coordinate: string, described: T): T => ({
    ...described,
    description: withRule(described.description, ruleOf(rules, coordinate)),
  });
  switch (type.kind) {
    case 'OBJECT':
    case 'INTERFACE': {
      const fields = type.fields.map((field) => {
        const coordinate = `${type.name}.${field.name}`;
        const args = field.args.map((argument) => describe(`${coordinate}(${argument.name}:)`, argument));
        return { ...describe(coordinate, field), args };
      });
      return { ...type, fields };
    }
    case 'INPUT_OBJECT':
      return { ...type, inputFields: type.inputFields.map((field) => describe(`${type.name}.${field.name}`, field)) };
    case 'ENUM': {
      const enumValues = type.enumValues.map((value) => describe(`${type.name}.${value.name}`, value));
      return { ...describe(type.name, type), enumValues };
    }
    case 'SCALAR':
      return describe(type.name, type);
    default:
      return type;
  }
}

interface Described {
  readonly description?: string | null | undefined;
}

/** At the end of the first paragraph, if it begins with one: lists of fields show no more than that. */
function withRule(description: Described['description'], rule: ToldRule | undefined): string | null {
  if (!rule) return description ?? null;
  const told = `**Access:** ${ruleInWords(rule)}`;
  if (!description) return told;
  const [, first, rest] = /^((?:[\p{L}\p{Nd}"'`](?:.|\n(?!\s*\n))*)?)([\s\S]*)$/u.exec(description.trim()) ?? [];
  return first ? `${first}  \n${told}${rest}` : `${told}\n\n${description}`;
}

const VERDICTS = {
  allowed: 'allowed',
  refused: '**refused**',
  depends: 'depends on the object or the arguments',
} as const satisfies Record<ToldRule['access'], string>;

/** Markdown. What a rule quotes may be anything, so it is code. */
function ruleInWords({ access, rule }: ToldRule): string {
  return rule === '' ? VERDICTS[access] : `${asCode(rule)} – ${VERDICTS[access]}`;
}

function asCode(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
