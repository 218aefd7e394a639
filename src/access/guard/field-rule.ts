import { type GraphQLObjectType, getNamedType } from 'graphql';
import { TooLargeError } from '../decide/budget.js';
import { type Decision, decide, firstRefused, type Sent } from '../decide/decide.js';
import type { Arguments, PlannedRule } from '../decide/plan.js';
import { argumentReader, type ReadArgument } from '../decide/read-argument.js';
import type { Rights } from '../decide/rights.js';
import type { AccessTable } from '../rules/compile.js';
import type { Rule } from '../rules/rule.js';
import { type ClauseCheckOptions, createClauseChecks, type Use } from './clause-check.js';
import { all, type MaybePromise } from './maybe-promise.js';
import { createInputCheck } from './values/input-check.js';
import { createResultFilter, type ResultFilter } from './values/result-filter.js';

/** Everything that a field of an object type asks for: its rule, those of its arguments, and of the values it returns. */
export interface FieldRule extends PlannedRule {
  /** The rule of the field itself, whatever is sent to it and comes of it. */
  readonly own: Rule;
  /** The whole of it, for one use. Throws a `TooLargeError` if too much was sent to it; never rejects. */
  check(use: Omit<Use, 'sent'>): MaybePromise<boolean>;
  /** Takes out of the result what the viewer may not see; undefined if nothing in it is protected by itself. */
  readonly filter: ResultFilter | undefined;
}

/** The rule of the field `name` of `type`; undefined if it asks for nothing, whatever is sent to it and comes of it. */
export function createFieldRule(
  type: GraphQLObjectType,
  name: string,
  table: AccessTable,
  options: ClauseCheckOptions,
): FieldRule | undefined {
  const rule = table.rules.get(`${type.name}.${name}`) ?? [];
  const mayBeSent = createInputCheck(type, name, table);
  const field = type.getFields()[name];
  const filter = field && createResultFilter(field.type, table);
  if (rule.length === 0 && !mayBeSent && !filter) return undefined;
  const clauses = createClauseChecks(type, rule, options);
  const sentOf = createSentReader(type, name);
  const asksArguments = mayBeSent !== undefined || comparesArguments(rule);
  const decideWith = (rights: Rights, args: Arguments, sent: Sent): Decision => {
    try {
      const decision = decide(rule, rights, sent);
      return decision === 'refused' || mayBeSent?.check(args, rights, sent) === false ? 'refused' : decision;
    } catch (error) {
      if (error instanceof TooLargeError) throw error;
      // Nested so deep, say, that the stack ends. What cannot be found out does not hold.
      options.onFailure(error);
      return 'refused';
    }
  };
  const decideBefore = (rights: Rights, readArguments: () => Arguments | undefined): Decision => {
    const byToken = decide(rule, rights);
    if (byToken === 'refused' || !asksArguments) return byToken;
    const args = readArguments();
    return args ? decideWith(rights, args, sentOf(args)) : 'open';
  };
  return {
    own: rule,
    likeness: JSON.stringify([
      rule.map(({ anyOf }) => anyOf),
      filter ? getNamedType(field.type).name : null,
      // Arguments of two fields are never taken to be the same.
      asksArguments ? `${type.name}.${name}` : null,
    ]),
    asksArguments,
    decide: (rights, readArguments) => {
      const decision = decideBefore(rights, readArguments);
      return decision === 'granted' && filter?.mayTakeOut(rights) ? 'open' : decision;
    },
    refusedBy: (rights, args) =>
      firstRefused(rule, rights, args && sentOf(args)) ?? (args && mayBeSent?.refusedBy(args, rights, sentOf(args))),
    check: (use) => {
      const sent = sentOf(use.args);
      const decision = decideWith(use.operation.rights, use.args, sent);
      return decision === 'open' ? all(clauses.map((check) => check({ ...use, sent }))) : decision === 'granted';
    },
    filter,
  };
}

function comparesArguments(rule: Rule): boolean {
  return rule.some(({ anyOf }) => anyOf.flat().some(({ kind }) => kind === 'claimArgument'));
}

function createSentReader(type: GraphQLObjectType, name: string): (args: Arguments) => Sent {
  const field = type.getFields()[name] ?? { args: [] };
  const readers = new Map<string, ReadArgument>();
  return (args) => (path) => {
    const key = path.join('.');
    const read = readers.get(key) ?? argumentReader(field, path);
    readers.set(key, read);
    return read(args);
  };
}
