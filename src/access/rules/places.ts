import {
  type ASTNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  visit,
} from 'graphql';
import { elementsOf, nodesOf } from '../schema/schema-elements.js';
import { argumentsProblem, extensionDirectives } from './extension-directives.js';
import type { Mistakes } from './mistakes.js';
import { OUR_DIRECTIVES, OUR_INPUTS } from './type-defs.js';

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
      if (OUR_DIRECTIVES.includes(node.name.value)) addUnenforced(`@${name}`, node.name.value, node, mistakes);
    }
  }
  checkExtensions(schema, roleEnum, mistakes);
}

/** The same for what stands in `extensions.directives`, and that it has arguments that can be read. */
function checkExtensions(schema: GraphQLSchema, roleEnum: string | undefined, mistakes: Mistakes): void {
  for (const { coordinate, kind, element } of elementsOf(schema)) {
    const [typeName = ''] = coordinate.split('.');
    const isOurOwn = coordinate.startsWith('@') || OUR_INPUTS.includes(typeName);
    for (const directive of extensionDirectives(element.extensions)) {
      const [node] = nodesOf(element);
      const problem = argumentsProblem(directive);
      if (problem)
        mistakes.add(coordinate, node, problem, 'Pass them as an object in extensions.directives; use {} for none.');
      if (isOurOwn || !isEnforced(directive.name, kind, typeName === roleEnum))
        addUnenforced(coordinate, directive.name, node, mistakes);
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
          mistakes.add(`${name}.${field}`, node, 'The field is declared twice.', 'Remove one of them.');
        fields.add(field);
      },
      Directive: (node, _key, _parent, _path, ancestors) => {
        const holders = ancestors.filter((ancestor): ancestor is ASTNode => 'kind' in ancestor);
        const holder = holders.at(-1);
        if (!holder || isEnforced(node.name.value, holder.kind, name === roleEnum)) return;
        addUnenforced(coordinateOf(name, holders), node.name.value, node, mistakes);
      },
    });
  }
}

/** The schema coordinate of a definition in the type `name`: `holders` are all around it, from the outermost to itself. */
function coordinateOf(name: string, holders: readonly ASTNode[]): string {
  let coordinate = name;
  for (const holder of holders) {
    const isArgument = holder.kind === Kind.INPUT_VALUE_DEFINITION && holders.some(isField);
    if (isArgument) coordinate += `(${holder.name.value}:)`;
    else if (isField(holder) || isMember(holder)) coordinate += `.${holder.name.value}`;
  }
  return coordinate;
}

function isField(node: ASTNode): node is FieldDefinitionNode {
  return node.kind === Kind.FIELD_DEFINITION;
}

/** Of an input or an enum. */
function isMember(node: ASTNode): node is InputValueDefinitionNode | EnumValueDefinitionNode {
  return node.kind === Kind.INPUT_VALUE_DEFINITION || node.kind === Kind.ENUM_VALUE_DEFINITION;
}

function addUnenforced(coordinate: string, name: string, node: ASTNode | undefined, mistakes: Mistakes): void {
  mistakes.add(coordinate, node, `@${name} is not enforced here.`, 'Remove it.');
}

/** True for directives that are not ours. */
function isEnforced(directive: string, kind: Kind, isRoleEnum: boolean): boolean {
  switch (directive) {
    case 'auth':
      // A role that only some may see or send would decide who may use what, and be decided by it.
      return AUTH_PLACES.includes(kind) && !isRoleEnum;
    case 'public':
      return kind === Kind.FIELD_DEFINITION;
    case 'includes':
    case 'grants':
      return kind === Kind.ENUM_VALUE_DEFINITION && isRoleEnum;
    default:
      return true;
  }
}
