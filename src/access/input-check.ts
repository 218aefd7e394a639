import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { AccessTable } from './compile.js';
import { decide, type Sent } from './decide.js';
import type { Rights } from './rights.js';
import { sameValue } from './same-value.js';

/** True if the viewer may send this value, which has been coerced. */
type ValueCheck = (value: unknown, rights: Rights) => boolean;

/** True if the viewer may send these arguments, which have been coerced; `sent` reads them as text. */
export type InputCheck = (args: Readonly<Record<string, unknown>>, rights: Rights, sent: Sent) => boolean;

/**
 * Checks what was sent to the field `name` of `type`: undefined if nothing in its arguments is protected. What equals
 * the schema's own default needs no right, whether it was written out or not; an explicit null was sent.
 */
export function createInputCheck(
  type: GraphQLObjectType,
  name: string,
  table: Pick<AccessTable, 'rules'>,
): InputCheck | undefined {
  const args = type.getFields()[name]?.args ?? [];
  const checks = args.flatMap((argument) => argumentCheck(`${type.name}.${name}`, argument, table) ?? []);
  if (checks.length === 0) return undefined;
  return (sentArgs, rights, sent) => checks.every((check) => check(sentArgs, rights, sent));
}

function argumentCheck(
  field: string,
  { name, type, defaultValue }: GraphQLArgument,
  table: Pick<AccessTable, 'rules'>,
): InputCheck | undefined {
  const rule = table.rules.get(`${field}(${name}:)`) ?? [];
  const checkValue = valueCheck(type, table);
  if (rule.length === 0 && !checkValue) return undefined;
  return (args, rights, sent) => {
    if (!Object.hasOwn(args, name) || sameValue(args[name], defaultValue)) return true;
    return decide(rule, rights, sent) === 'granted' && (checkValue?.(args[name], rights) ?? true);
  };
}

function valueCheck(type: GraphQLInputType, table: Pick<AccessTable, 'rules'>): ValueCheck | undefined {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const item = valueCheck(nullable.ofType, table);
    return item && ((value, rights) => !Array.isArray(value) || value.every((each) => item(each, rights)));
  }
  if (isInputObjectType(nullable))
    return isProtected(nullable, table, new Set()) ? objectCheck(nullable, table) : undefined;
  const own = ruleCheck(nullable.name, table);
  const check = isEnumType(nullable) ? both(own, enumValueCheck(nullable, table)) : own;
  return check && ((value, rights) => value === null || value === undefined || check(value, rights));
}

function objectCheck(type: GraphQLInputObjectType, table: Pick<AccessTable, 'rules'>): ValueCheck {
  // Made at the first use, since an input can contain itself.
  let checks: readonly (readonly [name: string, defaultValue: unknown, check: ValueCheck])[] | undefined;
  const make = () =>
    Object.values(type.getFields()).flatMap((field) => {
      const check = both(ruleCheck(`${type.name}.${field.name}`, table), valueCheck(field.type, table));
      return check ? [[field.name, field.defaultValue, check] as const] : [];
    });
  return (value, rights) => {
    if (typeof value !== 'object' || value === null) return true;
    checks ??= make();
    return checks.every(([name, defaultValue, check]) => {
      const sent: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : defaultValue;
      return sameValue(sent, defaultValue) || check(sent, rights);
    });
  };
}

/** An internal value is mapped back to its names: it is protected if one of them is. */
export function enumValueCheck(type: GraphQLEnumType, table: Pick<AccessTable, 'rules'>): ValueCheck | undefined {
  const guarded = type.getValues().flatMap(({ name, value }) => {
    const check = ruleCheck(`${type.name}.${name}`, table);
    return check ? [{ value: value as unknown, check }] : [];
  });
  if (guarded.length === 0) return undefined;
  // To graphql-js -0 is the value 0: it looks values up in a Map.
  const isSame = (a: unknown, b: unknown) => a === b || sameValue(a, b);
  return (value, rights) =>
    guarded.every(({ value: protectedValue, check }) => !isSame(value, protectedValue) || check(value, rights));
}

function ruleCheck(coordinate: string, { rules }: Pick<AccessTable, 'rules'>): ValueCheck | undefined {
  const rule = rules.get(coordinate);
  return rule && ((_value, rights) => decide(rule, rights) === 'granted');
}

function both(a: ValueCheck | undefined, b: ValueCheck | undefined): ValueCheck | undefined {
  return a && b ? (value, rights) => a(value, rights) && b(value, rights) : (a ?? b);
}

function isProtected(
  type: GraphQLInputObjectType,
  table: Pick<AccessTable, 'rules'>,
  seen: Set<GraphQLInputObjectType>,
): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some((field) => {
    let at = getNullableType(field.type);
    while (isListType(at)) at = getNullableType(at.ofType);
    if (table.rules.has(`${type.name}.${field.name}`)) return true;
    return isInputObjectType(at) ? isProtected(at, table, seen) : valueCheck(at, table) !== undefined;
  });
}
