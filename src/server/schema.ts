import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { GraphQLError, type GraphQLSchema, Source, validateSchema } from 'graphql';
import { type Access, type Policy, type ProtectOptions, protectSchema } from '../access/index.js';
import type { Context, Module } from '../module/index.js';
import { dateTime } from './date-time.js';
import { buildSdl, parseSdl, stopIfAny } from './sdl.js';

const SHARED = ['access', 'common'].map((name) => new URL(`../../schema/${name}.graphql`, import.meta.url));

/** What is told, and whether anything is refused. */
export type SchemaOptions = Pick<ProtectOptions<Context>, 'onFailure' | 'onWarning' | 'onRefusal' | 'dryRun'>;

/**
 * The schema of these modules, with its `@auth` enforced. Throws a `StartupError` that lists the mistakes of the SDL by
 * file and line.
 */
export function createSchema(modules: readonly Module[], options: SchemaOptions = {}): Access {
  const document = parseSdl([...SHARED, ...modules.flatMap(({ typeDefs }) => typeDefs ?? [])].map(readSource));
  const schema = makeExecutableSchema<Context>({
    typeDefs: buildSdl(document),
    resolvers: [{ DateTime: dateTime }, ...modules.flatMap(({ resolvers }) => (resolvers ? [resolvers] : []))],
  });
  stopIfAny([...validateSchema(schema), ...subscriptionProblem(schema)]);
  return protectSchema<Context>(schema, {
    viewerOf: ({ viewer, viewerProblem }) => {
      if (viewerProblem) throw viewerProblem;
      return viewer;
    },
    policies: policiesOf(modules),
    ...options,
  });
}

/** Over plain HTTP a subscription would be run as if it were a query. */
function subscriptionProblem(schema: GraphQLSchema): readonly GraphQLError[] {
  const type = schema.getSubscriptionType();
  if (!type) return [];
  const nodes = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node ?? []);
  return [
    new GraphQLError(`${type.name}: There is no transport for subscriptions yet. Take the type away.`, { nodes }),
  ];
}

function policiesOf(modules: readonly Module[]): Readonly<Record<string, Policy<Context>>> {
  const all = modules.flatMap(({ policies = {} }) => Object.entries(policies));
  const names = all.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new TypeError(`Two modules have a policy "${twice}".`);
  return Object.fromEntries(all);
}

function readSource(url: URL): Source {
  const path = fileURLToPath(url);
  return new Source(readFileSync(path, 'utf8'), relative(process.cwd(), path));
}
