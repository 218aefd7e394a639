import { type OperationDefinitionNode, valueFromASTUntyped } from 'graphql';
import type { Requirement } from '../../../requirement.js';
import { isObject } from '../../../values/value-kinds.js';
import { partsOf } from './parts.js';

/** A requirement that knows the defaults of the variables which it reads. */
export function withDefaults(
  { variableDefinitions = [] }: OperationDefinitionNode,
  requires: Requirement,
): Requirement {
  const read = new Set([...partsOf(requires)].flatMap(variablesOf));
  const defaults = variableDefinitions.flatMap(({ variable: { name }, defaultValue }) =>
    defaultValue && read.has(name.value) ? [[name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return defaults.length > 0 ? { defaults: Object.fromEntries(defaults), requires } : requires;
}

function variablesOf(part: Requirement): readonly string[] {
  if (!isObject(part)) return [];
  if ('if' in part) return Object.keys(part.if);
  if ('sent' in part) return [part.sent];
  return 'variable' in part ? part.variable.split('.').slice(0, 1) : [];
}
