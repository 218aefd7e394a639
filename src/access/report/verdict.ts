import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  getArgumentValues,
  getNamedType,
  isEnumType,
} from 'graphql';
import type { Variables } from '../../values/variables.js';
import { decide, decideAlternative, type Sent } from '../decide/decide.js';
import { argumentReader } from '../decide/read-argument.js';
import type { Rights } from '../decide/rights.js';
import type { Clause, Rule, RuleSource } from '../rules/rule.js';
import { isRootType } from '../rules/written-rules.js';
import type { CompiledSchema } from './compile-schema.js';
import { plain } from './plain.js';
import { clauseText, ruleText } from './rule-text.js';
import { sentRules } from './sent-rules.js';
import { remainderOf } from './standing.js';

/** What is decided of one use of a field before anything runs, and by what. */
export interface Verdict {
  /** `depends`: on the object, or on the value. `invalid`: its arguments are, so it fails before it is asked. */
  readonly access: 'allowed' | 'refused' | 'depends' | 'invalid';
  /** What is asked for, and is there; what is asked for, and is not; or what it depends on. */
  readonly because: string;
  /** The `@auth` that decided. */
  readonly by: readonly RuleSource[];
}

/** Who asks, with what values. */
export interface Asking extends CompiledSchema {
  readonly rights: Rights;
  readonly variables: Variables;
}

/** Decides as the guard does, for the field `name` of `type`, used at `node`. */
export function verdictOf(asking: Asking, type: GraphQLObjectType, name: string, node: FieldNode): Verdict {
  const field = type.getFields()[name];
  if (!field) return { access: 'allowed', because: 'introspection', by: [] };
  const { table, rights } = asking;
  const own = table.rules.get(`${type.name}.${name}`) ?? [];
  const args = argumentsOf(field, node, asking.variables);
  if (args instanceof GraphQLError) {
    const byToken = own.find((clause) => decide([clause], rights) === 'refused');
    return byToken ? refusalBy(byToken) : { access: 'invalid', because: plain(args.message), by: [] };
  }
  const sent: Sent = (path) => argumentReader(field, path)(args);
  const refusing =
    own.find((clause) => decide([clause], rights, sent) === 'refused') ??
    sentRules(type, name, args, table.rules)
      .flat()
      .find((clause) => decide([clause], rights, sent) !== 'granted');
  if (refusing) return refusalBy(refusing);

  const left = own.filter((clause) => decide([clause], rights, sent) === 'open');
  const open = remainderOf(left, (condition) => decideAlternative([condition], rights, sent));
  const values = closedValues(asking, field);
  if (left.length === 0 && values.length === 0)
    return { access: 'allowed', because: ruleText(own) || openBecause(asking, type, name), by: sourcesOf(own) };
  return {
    access: 'depends',
    because: [ruleText(open === 'refused' ? left : open), ...values.map(({ text }) => text)]
      .filter(Boolean)
      .join(', and '),
    by: sourcesOf([...left, ...values.flatMap(({ rule }) => rule)]),
  };
}

function refusalBy(clause: Clause): Verdict {
  return { access: 'refused', because: clauseText(clause), by: [clause.source] };
}

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Asking['variables']) {
  try {
    return getArgumentValues(field, node, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** The values that the field may return and this viewer may not see. */
function closedValues({ table, rights }: Asking, { type }: GraphQLField<unknown, unknown>) {
  const named = getNamedType(type);
  if (!isEnumType(named)) return [];
  return named.getValues().flatMap(({ name }) => {
    const rule = table.rules.get(`${named.name}.${name}`) ?? [];
    if (decide(rule, rights) === 'granted') return [];
    return [{ text: `not ${name}, which needs ${ruleText(rule)}`, rule }];
  });
}

function openBecause({ schema, table }: CompiledSchema, type: GraphQLObjectType, name: string): string {
  if (!isRootType(schema, type)) return 'no rule';
  return table.unmarked.includes(`${type.name}.${name}`) ? 'unmarked' : '@public';
}

function sourcesOf(rule: Rule): readonly RuleSource[] {
  const byPlace = new Map(rule.map(({ source }) => [`${source.coordinate} ${source.location}`, source]));
  return [...byPlace.values()];
}
