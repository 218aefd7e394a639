import type { GraphQLArgument, GraphQLObjectType } from 'graphql';
import { defaultValueOf } from '../../../values/default-value.js';
import { decide, type Sent } from '../../decide/decide.js';
import type { Rights } from '../../decide/rights.js';
import type { AccessTable } from '../../rules/compile.js';
import { type Inspection, inspectionOf } from './inspection.js';
import { sameInput } from './same-value.js';
import { createValueChecks, type ValueCheckOf } from './value-check.js';

type Arguments = Readonly<Record<string, unknown>>;

/**
 * True if the viewer may send these arguments, which have been coerced; `sent` reads them as text. Throws a
 * `TooLargeError` if there is more in them than is looked at in an operation.
 */
export type InputCheck = (args: Arguments, rights: Rights, sent: Sent) => boolean;

type ArgumentCheck = (args: Arguments, rights: Rights, sent: Sent, inspection: Inspection) => boolean;

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
  return (sentArgs, rights, sent) => {
    const inspection = inspectionOf(rights);
    return checks.every((check) => check(sentArgs, rights, sent, inspection));
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
  return (args, rights, sent, inspection) => {
    if (!Object.hasOwn(args, name) || sameInput(type, args[name], defaultValue)) return true;
    if (decide(rule, rights, sent) !== 'granted') return false;
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
