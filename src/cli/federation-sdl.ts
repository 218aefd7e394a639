import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  specifiedDirectives,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { RouterDirectives } from '../access/report/index.js';
import { StartupError } from '../errors.js';

const SPECIFICATION = /^https:\/\/specs\.apollo\.dev\/federation\/v(\d+)\.(\d+)/;
const PLACES =
  'SCHEMA | SCALAR | OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION';

/** What `@link` says of federation. */
interface Link {
  readonly major: number;
  readonly minor: number;
  readonly namespace: string;
  /** The name of each directive that is imported, by its own. */
  readonly imported: ReadonlyMap<string, string>;
}

/**
 * SDL of a subgraph leaves the definitions of federation to the library that builds it. Gives those that are used, with
 * whatever arguments they are used with: that they are right is for the composition to say.
 */
export function federationDefinitions(document: DocumentNode): DocumentNode | undefined {
  const link = readLink(document);
  if (!link) return undefined;
  const known = new Set(specifiedDirectives.map(({ name }) => name));
  const names = new Set(['link', ...link.imported.values()]);
  const uses = new Map<string, Set<string>>();
  visit(document, {
    DirectiveDefinition: ({ name }) => void known.add(name.value),
    Directive: (node: DirectiveNode) => {
      const name = node.name.value;
      if (!names.has(name) && !name.startsWith(`${link.namespace}__`)) return;
      const args = uses.get(name) ?? new Set();
      for (const argument of node.arguments ?? []) args.add(argument.name.value);
      uses.set(name, args);
    },
  });
  const definitions = [...uses]
    .filter(([name]) => !known.has(name))
    .map(([name, args]) => {
      const list = [...args].map((arg) => `${arg}: link__Any`).join(' ');
      return `directive @${name}${list && `(${list})`} repeatable on ${PLACES}`;
    });
  return parse(['scalar link__Any', ...definitions].join('\n'));
}

/** Throws a `StartupError` if the SDL cannot have the directives of a router. */
export function routerDirectives(document: DocumentNode, place: string): RouterDirectives {
  const link = readLink(document);
  if (!link || link.major < 2 || (link.major === 2 && link.minor < 5)) {
    const line =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@authenticated", "@requiresScopes"])';
    throw new StartupError([
      `${place} has no @link to federation v2.5 or newer, which @requiresScopes needs. Write \`${line}\`.`,
    ]);
  }
  const nameOf = (name: string) => link.imported.get(name) ?? `${link.namespace}__${name}`;
  return { authenticated: nameOf('authenticated'), requiresScopes: nameOf('requiresScopes') };
}

function readLink({ definitions }: DocumentNode): Link | undefined {
  const directives = definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  );
  for (const directive of directives) {
    const { url, as, import: imports } = argumentsOf(directive);
    const [, major, minor] = SPECIFICATION.exec(String(url)) ?? [];
    if (major === undefined) continue;
    const namespace = as === undefined ? 'federation' : String(as);
    const items: readonly unknown[] = Array.isArray(imports) ? imports : [];
    return { major: Number(major), minor: Number(minor), namespace, imported: new Map(items.map(readImport)) };
  }
  return undefined;
}

/** `"@key"`, or `{ name: "@key", as: "@k" }`. */
function readImport(item: unknown): readonly [name: string, as: string] {
  const { name, as } =
    typeof item === 'object' && item !== null
      ? Object.assign({ name: '', as: undefined }, item)
      : { name: item, as: undefined };
  return [String(name).slice(1), String(as ?? name).slice(1)];
}

function argumentsOf({ arguments: args = [] }: ConstDirectiveNode): Readonly<Record<string, unknown>> {
  return Object.fromEntries(args.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
