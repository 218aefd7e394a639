import {
  type GraphQLOutputType,
  getNullableType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
} from 'graphql';
import type { Verdict } from '../../../requirement.js';
import type { PlannedField, PlannedResult, PlannedSelection } from '../../decide/plan.js';
import type { Somebody } from '../../report/standing.js';
import { decideByRole } from './decide-by-role.js';
import type { OperationRequirements } from './operation-requirement.js';

/** What a role is granted of a selected field, whatever type its object has. */
interface GrantedField {
  /** `true` if the role has all that the field asks for; `depends` also for a field that asks for nothing. */
  readonly verdict: Verdict;
  readonly below: GrantedFields;
  /** An error in it, or below it, takes along what it stands in. */
  readonly takesAlong: boolean;
}

/** By response key. */
export type GrantedFields = ReadonlyMap<string, GrantedField>;

export interface GrantedOptions extends Pick<OperationRequirements, 'ofUse'> {
  readonly operation: OperationDefinitionNode;
  readonly somebody: Somebody;
  /** Coordinates of fields that can be null though they are granted. */
  readonly mayBeNull: ReadonlySet<string>;
}

export function grantedFields(plan: PlannedSelection, options: GrantedOptions): GrantedFields {
  return new Map(plan.fields.map((field) => [field.key, grantedField(field, options)]));
}

function grantedField(
  { coordinate, field, uses, below, ...others }: PlannedField,
  options: GrantedOptions,
): GrantedField {
  const { ofUse, operation, somebody, mayBeNull } = options;
  const asked = uses.map(({ node }) => ofUse({ coordinate, field, uses, below, ...others }, node, operation));
  const verdicts = asked.map((requirement) => decideByRole(requirement, somebody));
  const verdict = verdicts.every((each) => each === verdicts[0]) ? (verdicts[0] ?? 'depends') : 'depends';
  const fields = merged(below, options);
  const losesItself = [...fields.values()].some(({ takesAlong }) => takesAlong) && passesOn(field.type);
  // Only what is refused can be refused: a field without a rule is as the schema says.
  const isGranted = verdict === true && !losesItself && !mayBeNull.has(coordinate) && !asked.includes(true);
  return {
    verdict: verdict === true && !isGranted ? 'depends' : verdict,
    below: fields,
    takesAlong: isNonNullType(field.type) && (verdict !== true || losesItself),
  };
}

/** What is granted of each type that the object can have. */
function merged({ selections }: PlannedResult, options: GrantedOptions): GrantedFields {
  return mergeAll(selections.map((selection) => grantedFields(selection, options)));
}

function mergeAll(all: readonly GrantedFields[]): GrantedFields {
  const keys = new Set(all.flatMap((fields) => [...fields.keys()]));
  return new Map(
    [...keys].map((key) => {
      const [first, ...others] = all.flatMap((fields) => fields.get(key) ?? []);
      const each = first ? [first, ...others] : [];
      const field: GrantedField = {
        verdict: others.every(({ verdict }) => verdict === first?.verdict) ? (first?.verdict ?? 'depends') : 'depends',
        below: mergeAll(each.map(({ below }) => below)),
        takesAlong: each.some(({ takesAlong }) => takesAlong),
      };
      return [key, field];
    }),
  );
}

/** Whether an error in an object takes along the field that returns it, or all lists around the object stop it. */
function passesOn(type: GraphQLOutputType): boolean {
  const nullable = getNullableType(type);
  if (!isListType(nullable)) return true;
  const item: GraphQLOutputType = nullable.ofType;
  return isNonNullType(item) && passesOn(item);
}

/** The type argument of `Granted`: empty if there is nothing to say. */
export function grantedType(fields: GrantedFields): string {
  const members = [...fields].flatMap(([key, { verdict, below }]) => {
    if (verdict === false) return [`${key}: null`];
    const inner = grantedType(below);
    if (verdict !== true && inner === '{}') return [];
    return [`${verdict === true ? `'${key}!'` : key}: ${inner}`];
  });
  return members.length > 0 ? `{ ${members.join('; ')} }` : '{}';
}
