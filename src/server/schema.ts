import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeExecutableSchema } from '@graphql-tools/schema';
import {
  buildASTSchema,
  concatAST,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getLocation,
  parse,
  Source,
  validateSchema,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { type Access, type Policy, type ProtectOptions, protectSchema } from '../access/index.js';
import { StartupError } from '../errors.js';
import type { Module } from '../module.js';
import type { Context } from './context.js';
import { dateTime } from './date-time.js';

const SHARED = ['access', 'common'].map((name) => new URL(`../../schema/${name}.graphql`, import.meta.url));

/** What is told, and whether anything is refused. */
export type SchemaOptions = Pick<ProtectOptions<Context>, 'onFailure' | 'onWarning' | 'onRefusal' | 'dryRun'>;

/**
 * The schema of these modules, with its `@auth` enforced. The files are put together as they stand: a tool that merges
 * types would merge their directives too, and two rules could become one. Throws a `StartupError` that lists
 * the mistakes of the SDL by file and line.
 */
export function createSchema(modules: readonly Module[], options: SchemaOptions = {}): Access {
  const document = concatAST([...SHARED, ...modules.flatMap(({ typeDefs }) => typeDefs ?? [])].map(readDocument));
  stopIfAny(validateSDL(document));
  const schema = makeExecutableSchema<Context>({
    typeDefs: buildASTSchema(document),
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

function readDocument(url: URL): DocumentNode {
  const path = fileURLToPath(url);
  try {
    return parse(new Source(readFileSync(path, 'utf8'), relative(process.cwd(), path)));
  } catch (error) {
    if (error instanceof GraphQLError) throw new StartupError([describe(error)], { cause: error });
    throw error;
  }
}

function stopIfAny(errors: readonly GraphQLError[]): void {
  if (errors.length > 0) throw new StartupError(errors.map(describe));
}

function describe({ message, nodes, source, positions }: GraphQLError): string {
  const loc = nodes?.[0]?.loc;
  const start = loc?.start ?? positions?.[0];
  const file = loc?.source ?? source;
  return file && start !== undefined ? `${file.name}:${getLocation(file, start).line} ${message}` : message;
}
