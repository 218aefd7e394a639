import type { GraphQLArgument, GraphQLObjectType } from 'graphql';
import { defaultValueOf } from '../../../values/default-value.js';
import { firstNotGranted, type Sent } from '../../decide/decide.js';
import type { Rights } from '../../decide/rights.js';
import type { AccessTable } from '../../rules/compile.js';
import type { Clause, Rule } from '../../rules/rule.js';
import { createSearch, type Inspection, inspectionOf } from './inspection.js';
import { sameInput } from './same-value.js';
import { createValueChecks, type ValueCheckOf } from './value-check.js';

type Arguments = Readonly<Record<string, unknown>>;

/** Looks at arguments that have been coerced; `sent` reads them as text. */
export interface InputCheck {
  /** True if the viewer may send them. Throws a `TooLargeError` if there is more in them than is looked at in an operation. */
  check(args: Arguments, rights: Rights, sent: Sent): boolean;
  /** The clause that keeps the viewer from it, as far as it can be found out. */
  refusedBy(args: Arguments, rights: Rights, sent: Sent): Clause | undefined;
}

type ArgumentCheck = (args: Arguments, sent: Sent, inspection: Inspection) => boolean;

/**
 * Checks what was sent to the field `name` of `type`: undefined if nothing in its arguments is protected. What equals
 * the schema's own default needs no right, whether it was written out or not; an explicit null was sent.
 */
export function createInputCheck(
  type: GraphQLObjectType,
  name: string,
  { rules }: Pick<AccessTable, 'rules'>,
): InputCheck | undefined {
  const args = type.getFields()[name]?.args ?? [];
  const checks = args.flatMap((argument) => argumentCheck(`${type.name}.${name}`, argument, rules) ?? []);
  if (checks.length === 0) return undefined;
  const checkAll: ArgumentCheck = (sentArgs, sent, inspection) =>
    checks.every((check) => check(sentArgs, sent, inspection));
  return {
    check: (sentArgs, rights, sent) => checkAll(sentArgs, sent, inspectionOf(rights)),
    refusedBy: (sentArgs, rights, sent) => {
      let against: Rule = [];
      const search = createSearch(rights, (rule) => {
        against = rule;
      });
      try {
        checkAll(sentArgs, sent, search);
      } catch {
        return undefined;
      }
      return firstNotGranted(against, rights, sent);
    },
  };
}

function argumentCheck(
  field: string,
  argument: GraphQLArgument,
  rules: AccessTable['rules'],
): ArgumentCheck | undefined {
  const { name, type } = argument;
  const rule = rules.get(`${field}(${name}:)`) ?? [];
  const values = valueChecksOf(rules)(type);
  if (rule.length === 0 && !values) return undefined;
  const defaultValue = defaultValueOf(argument);
  return (args, sent, inspection) => {
    if (!Object.hasOwn(args, name) || sameInput(type, args[name], defaultValue)) return true;
    if (!inspection.grantsSent(rule, sent)) return false;
    return !values || inspection.grantsAll(values.rules) || values.mayBeSent(args[name], inspection);
  };
}

const checksOfRules = new WeakMap<AccessTable['rules'], ValueCheckOf>();

/** One for all fields of a schema. */
function valueChecksOf(rules: AccessTable['rules']): ValueCheckOf {
  const checkOf = checksOfRules.get(rules) ?? createValueChecks(rules);
  checksOfRules.set(rules, checkOf);
  return checkOf;
}
