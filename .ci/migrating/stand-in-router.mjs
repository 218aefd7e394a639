// In place of an Apollo Router, which CI does not have: what is refused is decided by an implementation of the same
// directives, and the answer has nulls and paths where the documentation of the router says that they are. Copied into the
// folder of the page, whose packages it uses.
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { envelop, useEngine, useSchema } from '@envelop/core';
import { useGenericAuth } from '@envelop/generic-auth';
import * as graphql from 'graphql';
import { resolvers } from './resolvers.js';

const typeDefs = graphql.parse(readFileSync(new URL('before.graphql', import.meta.url), 'utf8'));
const enveloped = envelop({
  plugins: [
    useEngine(graphql),
    useSchema(buildSubgraphSchema({ typeDefs, resolvers })),
    useGenericAuth({
      mode: 'protect-granular',
      rejectUnauthenticated: false,
      resolveUserFn: ({ claims }) => claims,
      extractPolicies: ({ roles = [] }) => roles.map((role) => role.toLowerCase()),
    }),
  ],
});

/** `claims` are null for whoever is not signed in. */
export async function ask(operation, claims) {
  const { parse, contextFactory, execute, schema } = enveloped({ claims });
  const contextValue = await contextFactory();
  const { data, errors = [] } = await execute({ schema, document: parse(operation), contextValue });
  // It writes the `@` of a list before its field, and the null of a field in a list beside the data.
  const { '@': _, ...answered } = data;
  const paths = errors.map(({ path }) =>
    path
      .join('.')
      .replaceAll(/@\.(\w+)/g, '$1.@')
      .split('.'),
  );
  for (const path of paths) setNull(answered, path);
  return {
    data: JSON.parse(JSON.stringify(answered)),
    errors: errors.map(({ message, extensions }, index) => ({ message, extensions, path: paths[index] })),
  };
}

function setNull(value, [key, ...rest]) {
  if (Array.isArray(value)) for (const item of value) setNull(item, rest);
  else if (rest.filter((each) => each !== '@').length === 0) value[key] = null;
  else setNull(value[key], rest);
}
