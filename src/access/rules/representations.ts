import { type GraphQLSchema, isObjectType } from 'graphql';
import { comparedFields } from './compared-fields.js';
import { givenTypes } from './given-types.js';
import type { Mistakes } from './mistakes.js';
import type { Rule } from './rule.js';
import { entitiesOf, externalReader, sdlField } from './subgraph.js';

/**
 * Finds what is compared of a representation: whoever asks a subgraph writes it, and would name themselves as the owner.
 * A value is known to come from there if it is `@external`, or belongs to an object that nothing has looked up.
 */
export function checkRepresentations(
  schema: GraphQLSchema,
  rules: ReadonlyMap<string, Rule>,
  mistakes: Mistakes,
): void {
  if (!sdlField(schema) && entitiesOf(schema).length === 0) return;
  const isExternal = externalReader(schema);
  const given = givenTypes(schema, isExternal);
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const compared = comparedFields(type, rules);
    for (const field of Object.values(type.getFields())) {
      if (!compared.has(field.name)) continue;
      const coordinate = `${type.name}.${field.name}`;
      const origin = given.get(type);
      if (isExternal(type, field)) {
        const problem =
          'A rule compares this field, but it is @external: whoever sends a representation sets its value.';
        mistakes.add(coordinate, field.astNode, problem, 'Compare a field whose value this subgraph looks up.');
      } else if (origin) {
        mistakes.add(coordinate, field.astNode, `A rule compares this field, but ${origin.problem}`, origin.mend);
      }
    }
  }
}
