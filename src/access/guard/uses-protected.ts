import { getNamedType, isLeafType } from 'graphql';
import type { AccessTable } from '../rules/compile.js';
import type { Field } from './guard-mark.js';
import { createValueChecks } from './values/value-check.js';

/** Whether an enum or a scalar that a field returns, or anything that it takes, has a rule, by the name of its type. */
export function usesProtected({ type, args }: Field, { rules }: Pick<AccessTable, 'rules'>): boolean {
  const returned = getNamedType(type);
  const checkOf = createValueChecks(rules);
  return [...(isLeafType(returned) ? [returned] : []), ...args.map((argument) => argument.type)].some(
    (each) => checkOf(each) !== undefined,
  );
}
