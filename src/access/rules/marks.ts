import { type GraphQLField, type GraphQLSchema, isInterfaceType, isObjectType, print } from 'graphql';
import { directivesOf } from './directives-of.js';
import type { Mistakes } from './mistakes.js';
import { isFederationField } from './subgraph.js';
import { isRootType, spokenRule, type WrittenRules } from './written-rules.js';

/**
 * Deny by default: a root field says who may use it, or the server does not start. `@public` is said of root fields
 * alone, and not where `@auth` says something else. What federation adds to `Query` is known, and need not say anything. Returns the root fields that say nothing, if they are allowed.
 */
export function checkMarks(
  schema: GraphQLSchema,
  written: WrittenRules,
  mistakes: Mistakes,
  unmarked: 'refuse' | 'allow',
): readonly string[] {
  const open: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      if (isObjectType(type) && isRootType(schema, type)) {
        const [clause] = spokenRule(written, type, field);
        if (clause === undefined && isFederationField(schema, type, field)) continue;
        if (clause === undefined && !isPublic(field) && unmarked === 'allow') open.push(coordinate);
        else checkRootField(coordinate, field, clause?.source.coordinate, mistakes);
      } else if (isPublic(field)) {
        const mend = 'Remove it: a field without @auth is open to anyone who can reach it.';
        mistakes.add(coordinate, field.astNode, '@public is allowed only on root fields.', mend);
      }
    }
  }
  return open;
}

/** `speaker`: the coordinate of an `@auth` that holds for the field. */
function checkRootField(
  coordinate: string,
  field: GraphQLField<unknown, unknown>,
  speaker: string | undefined,
  mistakes: Mistakes,
): void {
  if (isPublic(field)) {
    if (speaker === undefined) return;
    const where = speaker === coordinate ? 'next to it' : `on ${speaker}`;
    mistakes.add(coordinate, field.astNode, `@public contradicts the @auth ${where}.`, 'Remove one of them.');
  } else if (speaker === undefined) {
    mistakes.add(coordinate, field.astNode, 'This root field does not say who may use it.', howToSay(field));
  }
}

function isPublic(field: GraphQLField<unknown, unknown>): boolean {
  return directivesOf(field).some(({ name }) => name.value === 'public');
}

function howToSay({ astNode }: GraphQLField<unknown, unknown>): string {
  if (!astNode)
    return 'Set its extensions to auth() to require a sign-in, auth({ role: … }) to require a role, or publicField() to open it to anyone.';
  const { description: _description, ...bare } = astNode;
  const signature = print(bare).replace(/\s+/g, ' ');
  return `Write \`${signature} @auth\` to require a sign-in, \`${signature} @auth(role: …)\` to require a role, or \`${signature} @public\` to open it to anyone.`;
}
