import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import { executedVariables } from '../../values/variables.js';
import type { Viewer } from '../../viewer.js';
import { analyze } from '../decide/analyze.js';
import type { OperationSource, Plan, PlannedRule, PlannedSelection, RuleOf } from '../decide/plan.js';
import type { Rights } from '../decide/rights.js';
import type { AskViewer } from './ask-viewer.js';
import { markOf } from './guard-mark.js';

/** An operation whose variables have their values: `GraphQLResolveInfo` has all of it. */
export type ReadyOperation = Pick<GraphQLResolveInfo, 'operation' | 'fragments' | 'variableValues'>;

/**
 * The resolver that a field of the guarded schema is to run with; undefined for the one by default. A choice that is made
 * again is the same object.
 */
export type ResolverOf = (
  parentType: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
) => GraphQLFieldResolver<unknown, unknown> | undefined;

export type ChooseResolvers = (operation: ReadyOperation, contextValue: unknown) => ResolverOf;

export interface ChooseResolversOptions {
  readonly onDenied: 'partial' | 'reject';
  /** Whether a guard tells what it allows, too, so that none is left out. */
  readonly tellsAllowed: boolean;
  readonly viewerOf: AskViewer;
  /** Whose guards may be left out. */
  readonly owner: object;
  readonly guarded: GraphQLSchema;
  readonly ruleOf: RuleOf;
  readonly planOf: (source: OperationSource) => Plan;
  readonly rightsOf: (viewer: Viewer | null | undefined) => Rights;
}

// Most viewers of an operation are granted the same rules. Past so many choices for one, all of them are made anew.
const MAX_CHOICES = 16;

/**
 * Leaves out the guards that could only find again what the token alone has granted before anything runs. Whatever is not
 * so plain is left to them: also to say it.
 */
export function createChooseResolvers(options: ChooseResolversOptions): ChooseResolvers {
  const { owner, guarded, ruleOf, onDenied, tellsAllowed, planOf, viewerOf, rightsOf } = options;
  const guards: ResolverOf = (_parentType, { resolve }) => resolve;
  if (tellsAllowed) return () => guards;
  const noGuards = openResolverOf(owner);
  const choicesOf = createChoicesOf((granted) => (parentType, field) => {
    const rule = ruleOf(`${parentType.name}.${field.name}`);
    return (rule && !granted.has(signOf(field.name, rule)) ? guards : noGuards)(parentType, field);
  });
  return ({ operation, fragments, variableValues }, contextValue) => {
    const kind = operation.operation;
    // A stream ends with the token of its viewer.
    if (kind === OperationTypeNode.SUBSCRIPTION) return guards;
    try {
      const plan = planOf({ schema: guarded, operation, fragments });
      if (plan === 'too large') return guards;
      // Nothing in it has a rule, so it is not asked who the viewer is.
      if (plan.fields.length === 0) return noGuards;
      const rights = rightsOf(viewerOf(contextValue));
      const choices = choicesOf(plan);
      const decisions = choices.rules.map(([, rule]) => rule.decide(rights, noArguments) === 'granted');
      if (!decisions.includes(false)) return noGuards;
      // It is answered in part: none of its fields depends on what is decided of another.
      if (kind === OperationTypeNode.QUERY && onDenied === 'partial') return choices.find(decisions);
      // Not all of it need be included.
      const variables = executedVariables(guarded, operation, variableValues);
      const { decision, readsArguments } = analyze(plan, variables, rights);
      return decision === 'granted' && !readsArguments ? noGuards : guards;
    } catch {
      // Who the viewer is cannot be said, for one.
      return guards;
    }
  };
}

function noArguments(): undefined {}

/** The resolver as it was given, unless another was put around the guard since: that comes with one. */
function openResolverOf(owner: object): ResolverOf {
  return (_parentType, { resolve }) => {
    const mark = markOf(resolve);
    return mark?.owner === owner ? mark.open : resolve;
  };
}

/** The same for fields that a plan takes for one: of one name, on types that are alike. */
function signOf(name: string, { likeness }: PlannedRule): string {
  return `${name} ${likeness}`;
}

type SignedRule = readonly [sign: string, rule: PlannedRule];

/** For one plan: its rules, one of each sign, and the choice for what is decided of them. */
interface Choices {
  readonly rules: readonly SignedRule[];
  find(granted: readonly boolean[]): ResolverOf;
}

function createChoicesOf(choose: (granted: ReadonlySet<string>) => ResolverOf): (plan: PlannedSelection) => Choices {
  const known = new WeakMap<PlannedSelection, Choices>();
  return (plan) => {
    const choices = known.get(plan) ?? createChoices(rulesOf(plan), choose);
    known.set(plan, choices);
    return choices;
  };
}

function createChoices(rules: readonly SignedRule[], choose: (granted: ReadonlySet<string>) => ResolverOf): Choices {
  const made = new Map<string, ResolverOf>();
  return {
    rules,
    find: (granted) => {
      const key = granted.join();
      const known = made.get(key);
      if (known) return known;
      if (made.size >= MAX_CHOICES) made.clear();
      const choice = choose(new Set(rules.filter((_rule, index) => granted[index]).map(([sign]) => sign)));
      made.set(key, choice);
      return choice;
    },
  };
}

/** All that a plan has anywhere, one of each sign. */
function rulesOf(plan: PlannedSelection): readonly SignedRule[] {
  const selections = new Set([plan]);
  const rules = new Map<string, PlannedRule>();
  // What is added to it is walked as well.
  for (const { fields } of selections) {
    for (const { field, rule, below } of fields) {
      if (rule) rules.set(signOf(field.name, rule), rule);
      for (const selection of below.selections) selections.add(selection);
    }
  }
  return [...rules];
}
