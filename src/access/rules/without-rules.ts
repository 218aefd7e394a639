import {
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type EnumTypeExtensionNode,
  Kind,
  visit,
} from 'graphql';
import { isIterable } from '../../values/value-kinds.js';
import { LIMIT_WINDOW, serverDirectives } from './server-directives.js';
import { OUR_DIRECTIVES, OUR_INPUTS } from './type-defs.js';

/**
 * SDL without what we add to it: directives, their definitions and inputs, and their enums if nothing else uses them.
 * So it tells nobody the rules, and composes with the SDL of others who have the same names for something else.
 */
export function withoutRules(document: DocumentNode, roleEnum: string | undefined): DocumentNode {
  const ofServer = serverDirectives(document);
  const directives = [...OUR_DIRECTIVES, ...ofServer];
  const takeDirective = ({ name }: Named) => (directives.includes(name.value) ? null : undefined);
  const takeInput = ({ name }: Named) => (OUR_INPUTS.includes(name.value) ? null : undefined);
  const bare: DocumentNode = visit(document, {
    Directive: takeDirective,
    DirectiveDefinition: takeDirective,
    InputObjectTypeDefinition: takeInput,
  });
  const used = typesUsedIn(bare);
  const enums = [roleEnum, ofServer.includes('limit') ? LIMIT_WINDOW : undefined];
  const isLeftOver = (node: DefinitionNode) =>
    saysNothing(node) || (isEnum(node) && enums.includes(node.name.value) && !used.has(node.name.value));
  return { ...bare, definitions: bare.definitions.filter((node) => !isLeftOver(node)) };
}

interface Named {
  readonly name: { readonly value: string };
}

function typesUsedIn(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, { NamedType: ({ name }) => void used.add(name.value) });
  return used;
}

function isEnum(node: DefinitionNode): node is EnumTypeDefinitionNode | EnumTypeExtensionNode {
  return node.kind === Kind.ENUM_TYPE_DEFINITION || node.kind === Kind.ENUM_TYPE_EXTENSION;
}

/** An extension for the sake of a directive that is gone: GraphQL has no syntax for one without anything. */
function saysNothing(node: DefinitionNode): boolean {
  if (!/Extension$/.test(node.kind)) return false;
  return Object.values(node).every((part) => !isIterable(part) || [...part].length === 0);
}
