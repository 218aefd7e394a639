import { type GraphQLSchema, isNonNullType, isObjectType } from 'graphql';
import type { AccessTable } from './compile.js';
import { interfacesOf } from './written-rules.js';

/** What is no mistake in a schema, but may surprise: one sentence and a list a kind. */
export function warningsOf(schema: GraphQLSchema, table: AccessTable): readonly string[] {
  return [
    ...list(
      'These root fields do not say who may use them, so anyone may. Write @auth or @public on each:',
      table.unmarked,
    ),
    ...list(
      'These fields have a rule and cannot be null, so a refusal takes the object along. Take the ! away:',
      nonNullProtected(schema, table),
    ),
  ];
}

function nonNullProtected(schema: GraphQLSchema, { rules }: AccessTable): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        // What is said of the whole type refuses all of its fields at once, so there are no siblings to lose.
        const ofType = [type, ...interfacesOf(type)].map(({ name }) => name);
        const rule = rules.get(`${type.name}.${field.name}`) ?? [];
        const own = rule.find(({ source }) => !ofType.includes(source.coordinate));
        if (!isNonNullType(field.type) || !own) return [];
        return [[own.source.location, `${type.name}.${field.name}`].filter(Boolean).join(' ')];
      }),
    );
}

function list(sentence: string, items: readonly string[]): readonly string[] {
  return items.length > 0 ? [[sentence, ...items].join('\n  ')] : [];
}
