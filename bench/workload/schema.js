// The one schema and the one set of resolvers, in the dress that each server wants.
import { readFileSync } from 'node:fs';
import { me, orders, rows } from './data.js';

const sdl = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8');

/** The rest of the fields are properties of the objects, which is what every server does by default. */
export const resolvers = { Query: { me: () => me, orders: () => orders, rows: () => rows } };

/** For the peers: they get the directive and the roles that Portcullis has of its own. */
export const peerTypeDefs = `directive @auth(role: Role!) on FIELD_DEFINITION

enum Role {
  USER
  SUPPORT
  ADMIN
}

${sdl}`;

/** For a module of Portcullis, which extends the root types. */
export const portcullisTypeDefs = sdl.replaceAll(/^type (Query|Mutation)/gm, 'extend type $1');

/** The same without a rule: a root field of Portcullis must then say that it is public. */
export const portcullisPublicTypeDefs = portcullisTypeDefs
  .replaceAll(/^extend type \w+ \{[^}]*\}/gm, (root) => root.replaceAll(/@auth\([^)]*\)/g, '@public'))
  .replaceAll(/ @auth\([^)]*\)/g, '');

/** The protected fields and the role that each asks for, as `[type, field, role]`: for peers that take no directive. */
export function protectedFields() {
  return [...sdl.matchAll(/^type (\w+) \{([^}]*)\}/gm)].flatMap(([, type, body]) =>
    [...body.matchAll(/^ {2}(\w+): .* @auth\(role: (\w+)\)/gm)].map(([, field, role]) => [type, field, role]),
  );
}
