import { type DefinitionNode, type DocumentNode, isTypeExtensionNode, Kind, print } from 'graphql';
import type { Module } from '../../module/index.js';
import { readRoles } from './roles.js';
import { buildModulesSdl, type SchemaOptions } from './schema.js';

/** Of `createServer`, what the SDL is made of. */
export interface SdlOptions extends Pick<SchemaOptions, 'roles'> {
  readonly modules: readonly Module[];
}

/**
 * The SDL of a server of these modules, as one text: with the definitions and uses of all directives, with the roles
 * that the server has, and each type in one piece. Code generation and `portcullis access` read it. It needs neither
 * resolvers nor policies, so it is there before the types that they are written with.
 *
 * Throws a `StartupError` that lists the mistakes of the SDL by file and line.
 */
export function printSdl({ modules, roles }: SdlOptions): string {
  const { document } = buildModulesSdl(modules, readRoles(roles));
  return `${print(inOnePiece(document))}\n`;
}

/** What is a list in a definition, and goes on in its extensions. */
const LISTS = ['interfaces', 'directives', 'fields', 'types', 'values', 'operationTypes'];

/** The document with each extension in the definition that it extends. Rules are put one after the other: all hold. */
function inOnePiece(document: DocumentNode): DocumentNode {
  const defined = new Set(document.definitions.filter((node) => !isExtension(node)).map(nameOf));
  const isMerged = (node: DefinitionNode) => isExtension(node) && defined.has(nameOf(node));
  const extensions = new Map<string, DefinitionNode[]>();
  for (const node of document.definitions.filter(isMerged))
    extensions.set(nameOf(node), [...(extensions.get(nameOf(node)) ?? []), node]);
  const definitions = document.definitions.filter((node) => !isMerged(node));
  return { ...document, definitions: definitions.map((node) => extend(node, extensions.get(nameOf(node)) ?? [])) };
}

function extend(definition: DefinitionNode, extensions: readonly DefinitionNode[]): DefinitionNode {
  const whole = (key: string) => [definition, ...extensions].flatMap((node) => listOf(node, key));
  const lists = LISTS.map((key) => [key, whole(key)] as const).filter(([, items]) => items.length > 0);
  return Object.assign({}, definition, Object.fromEntries(lists));
}

function listOf(node: DefinitionNode, key: string): readonly unknown[] {
  const value: unknown = Reflect.get(node, key);
  return Array.isArray(value) ? value : [];
}

function isExtension(node: DefinitionNode): boolean {
  return isTypeExtensionNode(node) || node.kind === Kind.SCHEMA_EXTENSION;
}

/** Types and directives have names of their own; the schema has none. */
function nameOf(node: DefinitionNode): string {
  if (node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION) return 'schema';
  return `${node.kind === Kind.DIRECTIVE_DEFINITION ? '@' : 'type '}${'name' in node ? node.name?.value : ''}`;
}
