import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DocumentNode, Location, print, Source, visit } from 'graphql';
import { StartupError } from '../../errors.js';
import type { Module } from '../../module/index.js';

/** What graphql-js and graphql-tag call a source that nobody has named. */
const NAMELESS = ['', 'GraphQL', 'GraphQL request', 'GraphQL SDL'];

/**
 * What a module adds to the schema, with a name for everything in it, so that mistakes say where they are: the path of a
 * file, and for SDL that is no file the module's name. Throws a `StartupError` for what cannot be read.
 */
export function readModuleSdl({ name, typeDefs }: Module): Source | DocumentNode | undefined {
  if (typeDefs === undefined) return undefined;
  if (typeDefs instanceof URL) return readFile(typeDefs, name);
  const ownName = `typeDefs of the module "${name}"`;
  if (typeof typeDefs !== 'string') return nameSources(typeDefs, ownName);
  if (/^\S+\.(graphqls?|gql)$/.test(typeDefs)) {
    throw new StartupError([
      `${ownName}: This is a path, not SDL. Write new URL('${typeDefs}', import.meta.url), or the SDL itself.`,
    ]);
  }
  return new Source(typeDefs, ownName);
}

/** A file of ours. */
export function readSource(url: URL): Source {
  const path = fileURLToPath(url);
  return new Source(readFileSync(path, 'utf8'), relative(process.cwd(), path));
}

function readFile(url: URL, name: string): Source {
  try {
    return readSource(url);
  } catch (cause) {
    const problem = `typeDefs of the module "${name}": ${url} cannot be read. Pass a file: URL of its SDL, or the SDL itself.`;
    throw new StartupError([problem], { cause });
  }
}

/** The same document. One that does not know where its parts stand, as graphql-tag makes it, is printed to have lines. */
function nameSources(document: DocumentNode, name: string): Source | DocumentNode {
  if (document.definitions.some(({ loc }) => loc?.startToken === undefined)) return new Source(print(document), name);
  const named = new Map<Source, Source>();
  const nameOf = (source: Source) => {
    if (!NAMELESS.includes(source.name)) return source;
    const known = named.get(source) ?? new Source(source.body, name);
    named.set(source, known);
    return known;
  };
  return visit(document, {
    enter: (node) =>
      node.loc && { ...node, loc: new Location(node.loc.startToken, node.loc.endToken, nameOf(node.loc.source)) },
  });
}
