import type { GraphQLObjectType } from 'graphql';
import { argumentReader, type ReadArgument } from './argument-path.js';
import { type ClauseCheckOptions, createClauseChecks, type Use } from './clause-check.js';
import type { AccessTable } from './compile.js';
import { type Decision, decide, type Sent } from './decide.js';
import { createInputCheck } from './input-check.js';
import { all, type MaybePromise } from './maybe-promise.js';
import type { Rights } from './rights.js';

type Arguments = Readonly<Record<string, unknown>>;

/** Everything that a field of an object type asks for: its rule, and those of its arguments. */
export interface FieldRule {
  /** What the token and the arguments decide, before anything runs. A refusal is certain. */
  decide(rights: Rights, args: Arguments): Decision;
  /** The whole of it, for one use. Never throws, never rejects. */
  check(use: Omit<Use, 'sent'>): MaybePromise<boolean>;
}

/** The rule of the field `name` of `type`; undefined if it asks for nothing, whatever is sent to it. */
export function createFieldRule(
  type: GraphQLObjectType,
  name: string,
  table: AccessTable,
  options: ClauseCheckOptions,
): FieldRule | undefined {
  const rule = table.rules.get(`${type.name}.${name}`) ?? [];
  const mayBeSent = createInputCheck(type, name, table);
  if (rule.length === 0 && !mayBeSent) return undefined;
  const clauses = createClauseChecks(type, rule, options);
  const sentOf = createSentReader(type, name);
  const decideWith = (rights: Rights, args: Arguments, sent: Sent): Decision =>
    mayBeSent?.(args, rights, sent) === false ? 'refused' : decide(rule, rights, sent);
  return {
    decide: (rights, args) => decideWith(rights, args, sentOf(args)),
    check: (use) => {
      const sent = sentOf(use.args);
      const decision = decideWith(use.operation.rights, use.args, sent);
      return decision === 'open' ? all(clauses.map((check) => check({ ...use, sent }))) : decision === 'granted';
    },
  };
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
