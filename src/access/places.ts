import { type ASTNode, type DirectiveNode, type GraphQLNamedType, type GraphQLSchema, Kind, visit } from 'graphql';
import type { Mistakes } from './mistakes.js';
import { OUR_DIRECTIVES } from './type-defs.js';

const AUTH_PLACES: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
  Kind.FIELD_DEFINITION,
  // Arguments of fields, and input fields.
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.ENUM_TYPE_EXTENSION,
  Kind.ENUM_VALUE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_EXTENSION,
];

/**
 * Finds our directives where they are not enforced, and fields that are declared twice, of which only one would count.
 * graphql-js validates most of it, but not when the schema was built with `assumeValidSDL`, as many are.
 */
export function checkPlaces(schema: GraphQLSchema, roleEnum: string | undefined, mistakes: Mistakes): void {
  checkNodes('schema', schema, roleEnum, mistakes);
  for (const type of Object.values(schema.getTypeMap())) checkNodes(type.name, type, roleEnum, mistakes);
  for (const { name, astNode } of schema.getDirectives()) {
    for (const node of astNode?.arguments?.flatMap((argument) => argument.directives ?? []) ?? []) {
      // No field takes the arguments of a directive, so nobody would check them.
      if (OUR_DIRECTIVES.includes(node.name.value)) addUnenforced(`@${name}`, node, mistakes);
    }
  }
}

function checkNodes(
  name: string,
  { astNode, extensionASTNodes }: Pick<GraphQLNamedType | GraphQLSchema, 'astNode' | 'extensionASTNodes'>,
  roleEnum: string | undefined,
  mistakes: Mistakes,
): void {
  const fields = new Set<string>();
  for (const root of [astNode, ...extensionASTNodes]) {
    if (!root) continue;
    visit(root as ASTNode, {
      FieldDefinition: (node) => {
        const field = node.name.value;
        if (fields.has(field))
          mistakes.add(`${name}.${field}`, node, 'It is declared twice.', 'Take one of them away.');
        fields.add(field);
      },
      Directive: (node, _key, _parent, _path, ancestors) => {
        const holder = ancestors.findLast((ancestor): ancestor is ASTNode => 'kind' in ancestor);
        if (!holder || isEnforced(node.name.value, holder, name === roleEnum)) return;
        addUnenforced(name, node, mistakes);
      },
    });
  }
}

function addUnenforced(coordinate: string, node: DirectiveNode, mistakes: Mistakes): void {
  mistakes.add(coordinate, node, `@${node.name.value} is not enforced here.`, 'Take it away.');
}

/** True for directives that are not ours. */
function isEnforced(directive: string, { kind }: ASTNode, isRoleEnum: boolean): boolean {
  switch (directive) {
    case 'auth':
      // A role that only some may see or send would decide who may use what, and be decided by it.
      return AUTH_PLACES.includes(kind) && !isRoleEnum;
    case 'public':
      return kind === Kind.FIELD_DEFINITION;
    case 'includes':
      return kind === Kind.ENUM_VALUE_DEFINITION && isRoleEnum;
    default:
      return true;
  }
}
