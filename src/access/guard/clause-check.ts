import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import { isPromise } from '../../values/value-kinds.js';
import { decideAlternative, decideClause, type Sent } from '../decide/decide.js';
import { type Condition, isOfObject } from '../rules/condition.js';
import type { Alternative, Clause, Rule } from '../rules/rule.js';
import { all, any, type MaybePromise, whenThere } from './maybe-promise.js';
import type { Operation } from './operation.js';
import type { CompiledPolicy, PolicyInput } from './policy.js';
import { fieldReader } from './read-field.js';

/** One use of a field. */
export interface Use {
  readonly operation: Operation;
  readonly source: unknown;
  readonly args: Readonly<Record<string, unknown>>;
  /** Reads the arguments as text. */
  readonly sent: Sent;
  readonly context: unknown;
  readonly info: GraphQLResolveInfo;
  /** Is told why it is refused, if the object decided that. */
  readonly notes?: UseNotes | undefined;
}

export interface UseNotes {
  failed?: Clause;
  /** The alternatives that the object decided, and that hold. */
  held?: Alternative[];
}

/** True if what is checked holds for this use. Never throws, never rejects: what cannot be found out does not hold. */
export type UseCheck = (use: Use) => MaybePromise<boolean>;

export interface ClauseCheckOptions {
  readonly policies: ReadonlyMap<string, CompiledPolicy>;
  readonly onFailure: (error: unknown) => void;
}

/** A check for each clause of the rule of a field of `type`. */
export function createClauseChecks(
  type: GraphQLObjectType,
  rule: Rule,
  options: ClauseCheckOptions,
): readonly UseCheck[] {
  return rule.map((clause) => {
    const check = createAnyCheck(type, clause, options);
    return (use) => {
      const decision = decideClause(clause, use.operation.rights, use.sent);
      if (decision !== 'open') return decision === 'granted';
      const holds =
        clause.of === 'type'
          ? use.operation.oncePerObject({ source: use.source, type }, clause, () => check(use))
          : check(use);
      return use.notes ? noted(holds, clause, use.notes) : holds;
    };
  });
}

function noted(holds: MaybePromise<boolean>, clause: Clause, notes: UseNotes): MaybePromise<boolean> {
  return whenThere(holds, (isMet) => {
    if (!isMet) notes.failed ??= clause;
    return isMet;
  });
}

/**
 * Whether one of the alternatives holds that the token and the arguments leave open. Policies are asked last, in whatever
 * order they are written: those of an alternative if the rest of it holds, and only if no alternative without one does.
 */
function createAnyCheck(type: GraphQLObjectType, clause: Clause, options: ClauseCheckOptions): UseCheck {
  const alternatives = clause.anyOf.map((alternative) => {
    const checksOf = (conditions: readonly Condition[]) =>
      conditions.map((condition) => createConditionCheck(type, clause, condition, options));
    const ofObject = alternative.filter(isOfObject);
    const compared = checksOf(ofObject.filter(({ kind }) => kind !== 'policy'));
    const asked = checksOf(ofObject.filter(({ kind }) => kind === 'policy'));
    const check: UseCheck = (use) =>
      whenThere(all(compared.map((each) => each(use))), (holds) => holds && all(asked.map((each) => each(use))));
    return { alternative, check: notedHeld(check, alternative), asksPolicy: asked.length > 0 };
  });
  return (use) => {
    const { rights } = use.operation;
    const open = alternatives.filter(({ alternative }) => decideAlternative(alternative, rights, use.sent) === 'open');
    const holdsAny = (asksPolicy: boolean) =>
      any(open.filter((each) => each.asksPolicy === asksPolicy).map(({ check }) => check(use)));
    return whenThere(holdsAny(false), (holds) => holds || holdsAny(true));
  };
}

function notedHeld(check: UseCheck, alternative: Alternative): UseCheck {
  return (use) => {
    const { notes } = use;
    if (!notes) return check(use);
    return whenThere(check(use), (holds) => {
      if (holds) notes.held = [...(notes.held ?? []), alternative];
      return holds;
    });
  };
}

function createConditionCheck(
  type: GraphQLObjectType,
  clause: Clause,
  condition: Condition,
  { policies, onFailure }: ClauseCheckOptions,
): UseCheck {
  switch (condition.kind) {
    case 'owner':
      return comparison(type, condition.field, ({ rights }) => [rights.subject], onFailure);
    case 'claimField':
      return comparison(type, condition.field, ({ rights }) => rights.claim(condition.name), onFailure);
    case 'policy':
      return policyCheck(type, clause, condition.policy, policies.get(condition.policy), onFailure);
    default:
      throw new TypeError(`${condition.kind} is decided without the object.`);
  }
}

/** A value of the object that must be among the texts of the viewer. */
function comparison(
  type: GraphQLObjectType,
  field: string,
  textsOf: (operation: Operation) => readonly (string | null)[],
  onFailure: (error: unknown) => void,
): UseCheck {
  const read = fieldReader(type, field);
  return ({ operation, source, context, info }) => {
    const matches = (value: string | null) => value !== null && textsOf(operation).includes(value);
    const fail = (error: unknown) => {
      onFailure(error);
      return false;
    };
    try {
      const value = read(source, context, info);
      return isPromise(value) ? value.then(matches).catch(fail) : matches(value);
    } catch (error) {
      return fail(error);
    }
  };
}

function policyCheck(
  type: GraphQLObjectType,
  clause: Clause,
  name: string,
  policy: CompiledPolicy | undefined,
  onFailure: (error: unknown) => void,
): UseCheck {
  if (policy === undefined) throw new TypeError(`There is no policy "${name}".`);
  // Objects of two types can have one key, such as an id.
  const scope = `${type.name}.${name}`;
  return ({ operation, source, args, context, info }) => {
    const { viewer } = operation;
    if (!viewer) return false;
    const input: PolicyInput<unknown> =
      clause.of === 'type'
        ? { viewer, source, context, type: info.parentType }
        : { viewer, source, args, context, info };
    const ask = () => {
      const answer = policy.decide(input);
      return isPromise(answer) ? operation.inTime(Promise.resolve(answer)) : answer === true;
    };
    try {
      return policy.key ? operation.oncePerKey(scope, policy.key(input), ask) : ask();
    } catch (error) {
      onFailure(error);
      return false;
    }
  };
}
