import {
  type GraphQLEnumType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isSpecifiedScalarType,
  Kind,
  type ValueNode,
  valueFromAST,
  valueFromASTUntyped,
} from 'graphql';
import type { InputRequirements, Requirement, SentRequirement } from '../../../requirement.js';
import { defaultNodeOf, defaultValueOf } from '../../../values/default-value.js';
import { sameInput, sameKey } from '../../guard/values/same-value.js';
import type { AccessTable } from '../../rules/compile.js';
import type { Rule } from '../../rules/rule.js';
import type { Formulas } from './formula.js';
import type { Input } from './sent-text.js';

/** What is asked for what an operation sends. */
export interface SentRequirements {
  /** For sending `node` for an argument or an input field; without a node its default is sent, which asks for nothing. */
  of(input: Input, own: Requirement, node: ValueNode | undefined): Requirement;
  /** True if something in the values of the type has a rule. */
  areAskedFor(type: GraphQLInputType): boolean;
  /** What the types of variables ask for, as far as `of` has named them. */
  readonly inputs: ReadonlyMap<string, InputRequirements>;
}

export interface SentOptions {
  readonly formulas: Formulas;
  readonly rules: AccessTable['rules'];
  /** What the token alone decides. */
  readonly requirementOf: (rule: Rule) => Requirement;
}

export function createSentRequirements({ formulas, rules, requirementOf }: SentOptions): SentRequirements {
  const inputs = new Map<string, InputRequirements>();
  const { all, oneOf } = formulas;
  const at = (coordinate: string) => requirementOf(rules.get(coordinate) ?? []);

  /** What the values ask for, wherever they are sent: undefined for nothing. Its types are put into `inputs`. */
  const typeOf = (type: GraphQLInputType): string | undefined => {
    const named = getNamedType(type);
    if (!isAskedFor(named, rules)) return undefined;
    if (!inputs.has(named.name)) {
      // It can contain itself.
      inputs.set(named.name, {});
      inputs.set(named.name, make(named));
    }
    return named.name;
  };
  const make = (type: GraphQLNamedInputType): InputRequirements => {
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).map((field) => {
        return [field.name, variableRequirement(field, at(`${type.name}.${field.name}`))] as const;
      });
      return { fields: Object.fromEntries(fields.filter(([, { requires, of }]) => requires !== undefined || of)) };
    }
    const own = at(type.name);
    const values = isEnumType(type) ? valuesOf(type) : [];
    return { ...(own !== true && { requires: own }), ...(values.length > 0 && { values: Object.fromEntries(values) }) };
  };
  const valuesOf = (type: GraphQLEnumType) =>
    type.getValues().flatMap(({ name, value }) => {
      // Several names can be one value inside.
      const same = type.getValues().filter((other) => sameKey(other.value, value));
      const requirement = all(same.map((other) => at(`${type.name}.${other.name}`)));
      return requirement === true ? [] : [[name, requirement] as const];
    });
  const variableRequirement = (input: Input, own: Requirement): SentRequirement => {
    const of = typeOf(input.type);
    const byDefault = defaultNodeOf(input);
    return {
      ...(own !== true && { requires: own }),
      ...(of !== undefined && { of }),
      ...(byDefault && { default: isPlain(input.type, byDefault) ? valueFromASTUntyped(byDefault) : {} }),
    };
  };
  const of: SentRequirements['of'] = (input, own, node) => {
    if (!node || (own === true && !isAskedFor(getNamedType(input.type), rules))) return true;
    if (node.kind === Kind.VARIABLE) return { sent: node.name.value, ...variableRequirement(input, own) };
    const asked = all([own, ofValue(input.type, node)]);
    // A literal can be the default, and with variables or types in it that we do not know that cannot be told.
    const byDefault = defaultNodeOf(input);
    if (!byDefault) return asked;
    if (!isPlain(input.type, byDefault) || !isPlain(input.type, node)) return oneOf([asked, true]);
    return sameInput(input.type, valueFromAST(node, input.type), defaultValueOf(input)) ? true : asked;
  };
  const ofValue = (type: GraphQLInputType, node: ValueNode): Requirement => {
    const nullable = getNullableType(type);
    if (node.kind === Kind.NULL || !isAskedFor(getNamedType(type), rules)) return true;
    if (node.kind === Kind.VARIABLE) return { sent: node.name.value, ...ofNamed(typeOf(type)) };
    if (isListType(nullable)) {
      const items = node.kind === Kind.LIST ? node.values : [node];
      return all(items.map((item) => ofValue(nullable.ofType, item)));
    }
    if (isInputObjectType(nullable)) {
      const sent = new Map(node.kind === Kind.OBJECT ? node.fields.map(({ name, value }) => [name.value, value]) : []);
      const fields = Object.values(nullable.getFields());
      return all(fields.map((field) => of(field, at(`${nullable.name}.${field.name}`), sent.get(field.name))));
    }
    const { requires = true, values = {} } = inputs.get(typeOf(type) ?? '') ?? {};
    return all([requires, node.kind === Kind.ENUM ? (values[node.value] ?? true) : true]);
  };
  return { of, areAskedFor: (type) => isAskedFor(getNamedType(type), rules), inputs };
}

function ofNamed(of: string | undefined): SentRequirement {
  return of === undefined ? {} : { of };
}

/** True if something in the values of the type has a rule, however deep. */
function isAskedFor(type: GraphQLNamedInputType, rules: AccessTable['rules']): boolean {
  const types = new Set([type]);
  // A set visits what is added to it while it is walked.
  for (const each of types) {
    if (rules.has(each.name)) return true;
    const members = isInputObjectType(each) ? Object.values(each.getFields()) : [];
    const names = isEnumType(each) ? each.getValues().map(({ name }) => name) : members.map(({ name }) => name);
    if (names.some((name) => rules.has(`${each.name}.${name}`))) return true;
    for (const member of members) types.add(getNamedType(member.type));
  }
  return false;
}

/** True for what is compared by its text, and has no variable in it. */
function isPlain(type: GraphQLInputType, node: ValueNode): boolean {
  const nullable = getNullableType(type);
  const isLeaf = isEnumType(nullable) || (!isListType(nullable) && isSpecifiedScalarType(getNamedType(nullable)));
  return isLeaf && node.kind !== Kind.VARIABLE;
}
