import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { AccessTable } from './compile.js';
import { openEntityFields } from './open-entities.js';
import { reachedByAnyone, reachedTypes } from './reached-types.js';
import { type Clause, isTokenOnly } from './rule.js';
import { interfacesOf } from './written-rules.js';

/** What is no mistake in a schema, but may surprise: one sentence and a list a kind. */
export function warningsOf(schema: GraphQLSchema, table: AccessTable): readonly string[] {
  return [
    ...list(
      'These root fields do not say who may use them, so anyone may. Add @auth or @public to each:',
      table.unmarked,
    ),
    ...list(
      'These fields have a rule but cannot be null, so a refusal removes the whole object. Remove the !:',
      nonNullProtected(schema, table),
    ),
    ...list(
      'These entity fields have no rule, so anyone who sends a key to _entities can read them, although no other path to them is open. Add @auth to the type:',
      openEntityFields(schema, table),
    ),
  ];
}

function nonNullProtected(schema: GraphQLSchema, { rules }: AccessTable): readonly string[] {
  const open = reachedByAnyone(schema, rules);
  const isBehind = createIsBehind(schema, rules);
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        // What is said of the whole type refuses all of its fields at once, so there are no siblings to lose.
        const ofType = [type, ...interfacesOf(type)].map(({ name }) => name);
        const rule = rules.get(`${type.name}.${field.name}`) ?? [];
        const own = rule.find(
          (clause) =>
            // Who is signed in passes it, and nobody else gets here.
            !ofType.includes(clause.source.coordinate) &&
            (open.has(type) || !isForAnyViewerOf(field, clause)) &&
            !isBehind(type, clause),
        );
        if (!isNonNullType(field.type) || !own) return [];
        return [[own.source.location, `${type.name}.${field.name}`].filter(Boolean).join(' ')];
      }),
    );
}

/**
 * Whether a viewer comes to the type only by fields that ask for the same, as to an edge of a connection: then nobody is
 * refused there. What the object decides is another thing of each.
 */
function createIsBehind(
  schema: GraphQLSchema,
  rules: AccessTable['rules'],
): (type: GraphQLObjectType, clause: Clause) => boolean {
  const all = reachedTypes(schema, () => true);
  const without = new Map<string, ReadonlySet<GraphQLObjectType>>();
  return (type, clause) => {
    if (!isTokenOnly(clause) || !all.has(type)) return false;
    const key = JSON.stringify(clause.anyOf);
    const asksNot = ({ anyOf }: Clause) => JSON.stringify(anyOf) !== key;
    const reached =
      without.get(key) ??
      reachedTypes(schema, (parent, { name }) => (rules.get(`${parent.name}.${name}`) ?? []).every(asksNot));
    without.set(key, reached);
    return !reached.has(type);
  };
}

/** True for what is left of the rule of the type that is returned, when the object decides the rest. */
function isForAnyViewerOf({ type }: GraphQLField<unknown, unknown>, { source, of }: Clause): boolean {
  const result = getNamedType(type);
  return isCompositeType(result) && source.coordinate === result.name && of === 'field';
}

function list(sentence: string, items: readonly string[]): readonly string[] {
  return items.length > 0 ? [[sentence, ...items].join('\n  ')] : [];
}
