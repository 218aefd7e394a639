import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';
import { defaultValueOf } from '../../../values/default-value.js';
import { isObject } from '../../../values/value-kinds.js';
import type { AccessTable } from '../../rules/compile.js';
import type { Rule } from '../../rules/rule.js';
import { type EnumRules, enumRules } from './enum-rules.js';
import type { Inspection } from './inspection.js';
import { sameInput } from './same-value.js';

type Rules = AccessTable['rules'];

/** What the values of an input type ask for. */
export interface ValueCheck {
  /** Every rule that a value of the type can ask for. */
  readonly rules: ReadonlySet<Rule>;
  /** True if the viewer may send this value, which has been coerced. */
  mayBeSent(value: unknown, inspection: Inspection): boolean;
}

/** Gives the check of a type, for the same type the same one; undefined if nothing in its values has a rule. */
export type ValueCheckOf = (type: GraphQLInputType) => ValueCheck | undefined;

/** The checks of all types of a schema: a value that is sent to several fields is looked at by one of them. */
export function createValueChecks(rules: Rules): ValueCheckOf {
  const made = new Map<string, ValueCheck | undefined>();
  const checkOf: ValueCheckOf = (type) => {
    const nullable = getNullableType(type);
    // Lists are made anew wherever they are written, so types are known by their names.
    const name = String(nullable);
    if (!made.has(name)) made.set(name, make(nullable));
    return made.get(name);
  };
  const make = (type: GraphQLInputType): ValueCheck | undefined => {
    if (isListType(type)) {
      const item = checkOf(type.ofType);
      return item && listCheck(item);
    }
    if (isInputObjectType(type)) {
      const asked = rulesIn(type, rules);
      return asked.size > 0 ? objectCheck(type, asked, { rules, checkOf }) : undefined;
    }
    const own = rules.get(type.name);
    const values = isEnumType(type) ? enumRules(type, rules) : undefined;
    const hasNull = isEnumType(type) && type.getValues().some(({ value }) => value === null);
    return own || values?.all.size ? leafCheck(own, values, hasNull) : undefined;
  };
  return checkOf;
}

function listCheck(item: ValueCheck): ValueCheck {
  const check: ValueCheck = {
    rules: item.rules,
    mayBeSent: (list, inspection) =>
      !Array.isArray(list) ||
      inspection.grantsAll(item.rules) ||
      inspection.once(check, list, list.length, () => list.every((each) => item.mayBeSent(each, inspection))),
  };
  return check;
}

/** A field of an input object that has a rule, or whose values have. */
interface CheckedField {
  readonly name: string;
  readonly fieldType: GraphQLInputType;
  readonly defaultValue: unknown;
  readonly own: Rule | undefined;
  readonly values: ValueCheck | undefined;
}

function objectCheck(
  type: GraphQLInputObjectType,
  asked: ReadonlySet<Rule>,
  { rules, checkOf }: { readonly rules: Rules; readonly checkOf: ValueCheckOf },
): ValueCheck {
  // Made at the first use, since an input can contain itself.
  let checked: readonly CheckedField[] | undefined;
  const make = () =>
    Object.values(type.getFields()).flatMap((field): readonly CheckedField[] => {
      const { name, type: fieldType } = field;
      const own = rules.get(`${type.name}.${name}`);
      const values = checkOf(fieldType);
      return own || values ? [{ name, fieldType, defaultValue: defaultValueOf(field), own, values }] : [];
    });
  const inspect = (object: object, inspection: Inspection, fields: readonly CheckedField[]) =>
    fields.every(({ name, fieldType, defaultValue, own, values }) => {
      const sent: unknown = Object.hasOwn(object, name) ? Reflect.get(object, name) : defaultValue;
      if (sameInput(fieldType, sent, defaultValue)) return true;
      return (!own || inspection.grants(own)) && (values?.mayBeSent(sent, inspection) ?? true);
    });
  const check: ValueCheck = {
    rules: asked,
    mayBeSent: (value, inspection) => {
      if (!isObject(value)) return true;
      checked ??= make();
      const fields = checked;
      return inspection.once(check, value, fields.length, () => inspect(value, inspection, fields));
    },
  };
  return check;
}

/** `hasNull`: one of the values is null inside, so that it cannot be told from an explicit null. */
function leafCheck(own: Rule | undefined, values: EnumRules | undefined, hasNull: boolean): ValueCheck {
  return {
    rules: new Set([...(own ? [own] : []), ...(values?.all ?? [])]),
    mayBeSent: (value, inspection) => {
      if (value === undefined || (value === null && !hasNull)) return true;
      if (own && !inspection.grants(own)) return false;
      return values?.maySend(value, inspection) ?? true;
    },
  };
}

/** All that can be asked for by what is sent in an input object, however deep. */
function rulesIn(type: GraphQLInputObjectType, rules: Rules): ReadonlySet<Rule> {
  const found = new Set<Rule>();
  const add = (rule: Rule | undefined) => rule && found.add(rule);
  const types = new Set([type]);
  // A set visits what is added to it while it is walked.
  for (const each of types) {
    for (const { name, type: fieldType } of Object.values(each.getFields())) {
      add(rules.get(`${each.name}.${name}`));
      const named = getNamedType(fieldType);
      if (isInputObjectType(named)) types.add(named);
      else add(rules.get(named.name));
      if (isEnumType(named)) enumRules(named, rules).all.forEach(add);
    }
  }
  return found;
}
