import { type GraphQLSchema, isObjectType } from 'graphql';
import type { AccessTable } from './compile.js';
import { collectMistakes } from './mistakes.js';
import type { Clause, Rule } from './rule.js';
import { readWrittenRules } from './written-rules.js';

/** What a policy is asked about: the uses of a field of an object type, or its objects if `field` is null. */
export interface PolicyUse {
  readonly type: string;
  readonly field: string | null;
}

/**
 * Every policy that the schema names, and what it is asked about: what stands on an interface is asked about the
 * types that implement it, and so about nothing if there are none.
 */
export function policyUses(schema: GraphQLSchema, table: AccessTable): ReadonlyMap<string, readonly PolicyUse[]> {
  const uses = new Map<string, Map<string, PolicyUse>>();
  for (const policy of policiesOf(writtenClauses(schema, table))) uses.set(policy, new Map());
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.keys(type.getFields())) {
      for (const clause of table.rules.get(`${type.name}.${field}`) ?? []) {
        const use = { type: type.name, field: clause.of === 'type' ? null : field };
        const coordinate = clause.of === 'type' ? type.name : `${type.name}.${field}`;
        for (const policy of policiesOf([clause])) uses.get(policy)?.set(coordinate, use);
      }
    }
  }
  return new Map([...uses].map(([policy, byCoordinate]) => [policy, [...byCoordinate.values()]]));
}

/** As they stand in the SDL; what is wrong with them was told when the table was compiled. */
function writtenClauses(schema: GraphQLSchema, { roles }: AccessTable): Rule {
  const written = readWrittenRules(schema, { roles, policies: undefined, mistakes: collectMistakes() });
  return [...written.values()].flat();
}

function policiesOf(clauses: readonly Clause[]): readonly string[] {
  const conditions = clauses.flatMap(({ anyOf }) => anyOf.flat());
  return conditions.flatMap((condition) => (condition.kind === 'policy' ? [condition.policy] : []));
}
