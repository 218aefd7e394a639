import { type DefinitionNode, type DocumentNode, isTypeExtensionNode, Kind, print } from 'graphql';
import type { Module } from '../../module/index.js';
import { readRoles } from './roles.js';
import { buildModulesSdl, type SchemaOptions } from './schema.js';

/** The options of `createServer` that determine the SDL. */
export interface SdlOptions extends Pick<SchemaOptions, 'roles'> {
  readonly modules: readonly Module[];
}

/**
 * The complete SDL of a server of these modules, for code generation and `portcullis access`: with all directives and
 * their definitions, with the roles of the server, and each type in one piece. It needs neither resolvers nor policies,
 * so it is available before the types that they are written with.
 *
 * Throws a `StartupError` that lists the mistakes in the SDL by file and line.
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
