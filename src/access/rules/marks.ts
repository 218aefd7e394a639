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
        const mend = 'Take it away: a field without @auth is open to all who reach it.';
        mistakes.add(coordinate, field.astNode, '@public stands on root fields alone.', mend);
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
    const where = speaker === coordinate ? 'beside it' : `of ${speaker}`;
    mistakes.add(coordinate, field.astNode, `@public contradicts the @auth ${where}.`, 'Take one of them away.');
  } else if (speaker === undefined) {
    mistakes.add(coordinate, field.astNode, 'It does not say who may use it.', howToSay(field));
  }
}

function isPublic(field: GraphQLField<unknown, unknown>): boolean {
  return directivesOf(field).some(({ name }) => name.value === 'public');
}

function howToSay({ astNode }: GraphQLField<unknown, unknown>): string {
  if (!astNode) return 'Give it extensions: auth() for those signed in, auth({ role: … }), or publicField().';
  const { description: _description, ...bare } = astNode;
  const signature = print(bare).replace(/\s+/g, ' ');
  return `Write \`${signature} @auth\` for those signed in, \`${signature} @auth(role: …)\`, or \`${signature} @public\`.`;
}
