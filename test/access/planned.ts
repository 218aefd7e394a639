import { type GraphQLSchema, isObjectType, Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { OperationSource, Plan, PlannedSelection } from '../../src/access/decide/plan.js';
import { type Rights, rightsOf } from '../../src/access/decide/rights.js';
import { createFieldRule, type FieldRule } from '../../src/access/guard/field-rule.js';
import { compilePolicies } from '../../src/access/guard/policy.js';
import { type AccessTable, compileAccess } from '../../src/access/rules/compile.js';
import type { Viewer } from '../../src/viewer.js';

/** The rules of the fields of a schema, whose only policy is `may`. */
export function rulesOf(schema: GraphQLSchema): (coordinate: string) => FieldRule | undefined {
  const table = compileAccess(schema);
  const options = { policies: compilePolicies({ may: () => true }), onFailure: () => {} };
  return (coordinate) => {
    const [typeName = '', name = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    return isObjectType(type) ? createFieldRule(type, name, table, options) : undefined;
  };
}

/** What a resolver would know of the first operation of a document, which need not be valid. */
export function sourceOf(schema: GraphQLSchema, text: string): OperationSource {
  const fragments: Record<string, OperationSource['fragments'][string]> = {};
  let operation: OperationDefinitionNode | undefined;
  for (const node of parse(text).definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
    if (node.kind === Kind.OPERATION_DEFINITION) operation ??= node;
  }
  if (!operation) throw new Error('There is no operation.');
  return { schema, operation, fragments };
}

/** A plan that is not too large. */
export function whole(plan: Plan): PlannedSelection {
  if (plan === 'too large') throw new Error('The plan is too large.');
  return plan;
}

const tables = new WeakMap<GraphQLSchema, AccessTable>();

export function rightsIn(schema: GraphQLSchema, viewer: Viewer): Rights {
  const table = tables.get(schema) ?? compileAccess(schema);
  tables.set(schema, table);
  return rightsOf(table.roles, viewer);
}

export function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}
