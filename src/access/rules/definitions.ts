import {
  type ASTNode,
  type GraphQLEnumType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { saysGrants } from './grants.js';
import type { Mistakes } from './mistakes.js';
import { accessTypeDefs } from './type-defs.js';

/**
 * Our directives and input must be defined in the schema as we define them: a part that the SDL allows and nobody
 * enforces would be a rule that does not hold. Returns the enum of roles; null if the schema has none.
 */
export function checkDefinitions(schema: GraphQLSchema, mistakes: Mistakes): GraphQLEnumType | null {
  const roleEnum = findRoleEnum(schema);
  for (const node of parse(accessTypeDefs({ role: roleEnum?.name ?? null })).definitions) {
    if (node.kind !== Kind.DIRECTIVE_DEFINITION && node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) continue;
    const name = node.name.value;
    const isDirective = node.kind === Kind.DIRECTIVE_DEFINITION;
    const written = isDirective ? schema.getDirective(name) : schema.getType(name);
    // SDL that was printed before there was a @grants has none, and no need of one.
    if (name === 'grants' && !written && !saysGrants(roleEnum)) continue;
    const coordinate = isDirective ? `@${name}` : name;
    const isExtended = written && 'extensionASTNodes' in written && written.extensionASTNodes.length > 0;
    if (!written?.astNode || isExtended || normalize(written.astNode) !== normalize(node)) {
      mistakes.add(
        coordinate,
        written?.astNode,
        'Its definition differs from the one that is enforced.',
        `Define it as \`${normalize(node)}\`.`,
      );
    }
  }
  return roleEnum;
}

/** The enum that `@auth(role:)` takes; null if it takes none. Throws a `TypeError` if there is no such directive. */
export function findRoleEnum(schema: GraphQLSchema): GraphQLEnumType | null {
  const auth = schema.getDirective('auth');
  const role = auth?.args.find(({ name }) => name === 'role');
  if (auth && !role) return null;
  const type = role && getNamedType(role.type);
  if (isEnumType(type)) return type;
  throw new TypeError(
    'The schema has no @auth(role:) with an enum type. Add accessTypeDefs() and an enum of roles to its typeDefs; or add only the enum, and pass addDefinitions: true to protectSchema.',
  );
}

/** One line, without descriptions. */
function normalize(node: ASTNode): string {
  const bare = visit(node, {
    enter: (inner) => ('description' in inner ? { ...inner, description: undefined } : undefined),
  });
  return print(bare).replace(/\s+/g, ' ');
}
