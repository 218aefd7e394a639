import { type ASTNode, type ConstDirectiveNode, Kind, print, visit } from 'graphql';
import { type Described, nodesOf } from '../schema/schema-elements.js';
import { directiveNode, extensionDirectives } from './extension-directives.js';
import { OUR_DIRECTIVES } from './type-defs.js';

/**
 * Our directives on an element of a schema: those in its SDL, and those in its `extensions.directives`. One that is in
 * both counts once, since builders write both; different ones all hold.
 */
export function directivesOf(element: Described): readonly ConstDirectiveNode[] {
  const written = nodesOf(element)
    .flatMap((node) => ('directives' in node ? (node.directives ?? []) : []))
    .filter(isOurs);
  const added = extensionDirectives(element.extensions).map(directiveNode);
  if (added.length === 0) return written;
  const texts = new Set(written.map(textOf));
  return [...written, ...added.filter((directive) => !texts.has(textOf(directive)))];
}

function isOurs(directive: ASTNode): directive is ConstDirectiveNode {
  return directive.kind === Kind.DIRECTIVE && OUR_DIRECTIVES.includes(directive.name.value);
}

/** The same for two that say the same, in whatever order, and with enum values as texts or not. */
function textOf(directive: ConstDirectiveNode): string {
  const node: ASTNode = visit(directive, {
    StringValue: ({ value }) => ({ kind: Kind.STRING, value }),
    EnumValue: ({ value }) => ({ kind: Kind.STRING, value }),
    ObjectValue: { leave: (object) => ({ ...object, fields: byName(object.fields) }) },
    Directive: { leave: (each) => ({ ...each, arguments: byName(each.arguments ?? []) }) },
  });
  return print(node);
}

function byName<T extends { readonly name: { readonly value: string } }>(nodes: readonly T[]): readonly T[] {
  return [...nodes].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
}
