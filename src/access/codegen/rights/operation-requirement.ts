import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import type { InputRequirements, Requirement } from '../../../requirement.js';
import { createPlan } from '../../decide/create-plan.js';
import type { When } from '../../decide/inclusion.js';
import type { PlannedField, PlannedResult, PlannedRule, PlannedSelection } from '../../decide/plan.js';
import type { AccessTable } from '../../rules/compile.js';
import type { Rule } from '../../rules/rule.js';
import { createFormulas, type Formulas } from './formula.js';
import { mayBeMisfit } from './may-be-misfit.js';
import { ruleRequirement } from './rule-requirement.js';
import { createSentRequirements, type SentRequirements } from './sent-requirement.js';
import { sentText } from './sent-text.js';
import { withDefaults } from './with-defaults.js';

export interface Operation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** What operations ask of their viewers. */
export interface OperationRequirements {
  readonly formulas: Formulas;
  /** What is selected, each field with what it asks for. Throws a `TypeError` if that is too much. */
  planOf(operation: Operation): PlannedSelection;
  ofOperation(operation: Operation): Requirement;
  /** Of one use of a field, without what is below it. */
  ofUse(field: PlannedField, node: FieldNode, operation: OperationDefinitionNode): Requirement;
  readonly inputs: ReadonlyMap<string, InputRequirements>;
}

export function createOperationRequirements(
  schema: GraphQLSchema,
  { roles, rules }: AccessTable,
): OperationRequirements {
  const formulas = createFormulas((role, other) => roles.get(role)?.has(other) === true);
  const byToken = (rule: Rule) => ruleRequirement(rule, { formulas, type: '', sentAt: () => 'unknown' });
  const sent = createSentRequirements({ formulas, rules, requirementOf: byToken });
  const { all, oneOf, when } = formulas;
  const planOf = ({ operation, fragments }: Operation) => {
    const plan = createPlan({ schema, operation, fragments }, plannedRule);
    if (plan === 'too large')
      throw new TypeError(`The operation ${operation.name?.value} is too large to be analyzed.`);
    return plan;
  };
  const ofUse: OperationRequirements['ofUse'] = ({ coordinate }, node, operation) => {
    const [typeName = '', name = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    if (!isObjectType(type)) return true;
    const use = { type, name, node, isUnsure: mayBeMisfit(schema, type, node, operation) };
    return all([useRequirement(use, { formulas, rules, sent }), resultRequirement(use, { formulas, rules, byToken })]);
  };
  const ofOperation = ({ operation, fragments }: Operation): Requirement => {
    const known = new Map<PlannedSelection | PlannedResult, Requirement>();
    const once = <T extends PlannedSelection | PlannedResult>(part: T, make: (part: T) => Requirement) => {
      const requirement = known.get(part) ?? make(part);
      known.set(part, requirement);
      return requirement;
    };
    const ofSelection = ({ fields }: PlannedSelection): Requirement => all(fields.map(ofField));
    const ofResult = ({ selections }: PlannedResult): Requirement =>
      oneOf(selections.map((selection) => once(selection, ofSelection)));
    const ofField = (field: PlannedField): Requirement => {
      const below = once(field.below, ofResult);
      return field.uses.reduceRight<Requirement>((otherwise, use) => {
        const asked = all([ofUse(field, use.node, operation), below]);
        return flagsOf(use.when).reduceRight<Requirement>(
          (requires, flag) => (flag ? when(...flag, requires, otherwise) : otherwise),
          asked,
        );
      }, true);
    };
    return withDefaults(operation, ofSelection(planOf({ operation, fragments })));
  };
  return { formulas, planOf, ofOperation, ofUse, inputs: sent.inputs };
}

/** Each is looked at by itself, so none is like another. */
function plannedRule(coordinate: string): PlannedRule {
  return { likeness: coordinate, asksArguments: true, decide: () => 'open', refusedBy: () => undefined };
}

interface UsedField {
  readonly type: GraphQLObjectType;
  readonly name: string;
  readonly node: FieldNode;
  /** Whether what is sent may not fit, so that the field fails before it is decided by its arguments. */
  readonly isUnsure: boolean;
}

interface UseOptions {
  readonly formulas: Formulas;
  readonly rules: AccessTable['rules'];
}

/** What the field's rule asks for, and what is sent to it. */
function useRequirement(
  { type, name, node, isUnsure }: UsedField,
  { formulas, rules, sent }: UseOptions & { readonly sent: SentRequirements },
): Requirement {
  const coordinate = `${type.name}.${name}`;
  const field = type.getFields()[name];
  const written = (argument: string) => node.arguments?.find((each) => each.name.value === argument)?.value;
  const requirementOf = (rule: Rule) =>
    ruleRequirement(rule, {
      formulas,
      type: type.name,
      sentAt: ([argument = '', ...keys]) => {
        const input = isUnsure ? undefined : field?.args.find((each) => each.name === argument);
        return input ? sentText(input, written(argument), keys) : 'unknown';
      },
    });
  const own = rules.get(coordinate) ?? [];
  const args = (field?.args ?? []).map((input) => ({ input, rule: rules.get(`${coordinate}(${input.name}:)`) ?? [] }));
  const asksArguments =
    comparesArguments(own) || args.some(({ input, rule }) => rule.length > 0 || sent.areAskedFor(input.type));
  if (isUnsure && asksArguments) return formulas.all([requirementOf(own), 'depends']);
  const ofSent = args.map(({ input, rule }) => sent.of(input, requirementOf(rule), written(input.name)));
  return formulas.all([requirementOf(own), ...ofSent]);
}

function comparesArguments(rule: Rule): boolean {
  return rule.some(({ anyOf }) => anyOf.flat().some(({ kind }) => kind === 'claimArgument'));
}

/** Values that come back are taken out one by one. */
function resultRequirement(
  { type, name }: UsedField,
  { formulas, rules, byToken }: UseOptions & { readonly byToken: (rule: Rule) => Requirement },
): Requirement {
  const result = type.getFields()[name]?.type;
  const named = result && getNamedType(result);
  if (!isEnumType(named)) return true;
  const values = named.getValues().map((value) => byToken(rules.get(`${named.name}.${value.name}`) ?? []));
  return formulas.oneOf([formulas.all(values), true]);
}

/** What `@include` and `@skip` say, from the outermost to the selection itself. */
function flagsOf(when: When): readonly Flag[] {
  return when ? [...flagsOf(when.within), ...ownFlags(when.selection)] : [];
}

/** A variable that must have this value; false for what never counts. */
type Flag = readonly [variable: string, is: boolean] | false;

function ownFlags({ directives = [] }: SelectionNode): readonly Flag[] {
  return directives.flatMap(({ name, arguments: [condition] = [] }): readonly Flag[] => {
    if (!condition || (name.value !== 'include' && name.value !== 'skip')) return [];
    const isWanted = name.value === 'include';
    const { value } = condition;
    if (value.kind === Kind.VARIABLE) return [[value.name.value, isWanted]];
    return value.kind === Kind.BOOLEAN && value.value !== isWanted ? [false] : [];
  });
}
