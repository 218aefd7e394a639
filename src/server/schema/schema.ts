import { makeExecutableSchema } from '@graphql-tools/schema';
import { type DocumentNode, GraphQLError, type GraphQLSchema, Source, validateSchema } from 'graphql';
import {
  type Access,
  type Observe,
  observing,
  type Policy,
  type ProtectOptions,
  protectSchema,
} from '../../access/index.js';
import { StartupError } from '../../errors.js';
import type { Context, Module, StandardRoles } from '../../module/index.js';
import { costProblems } from './cost-problems.js';
import { dateTime } from './date-time.js';
import { enforceLimits } from './enforce-limits.js';
import { withExtendedRoles } from './extended-roles.js';
import { readFieldLimits } from './field-limits.js';
import { readModuleSdl, readSource } from './module-sdl.js';
import { comparedGlobalIds, nodeProblems, nodeTypesOf } from './node-types.js';
import { createNodeResolvers } from './nodes.js';
import { innerValueProblems, mapRoles, readRoles, roleProblems, weakAdmin, withOneRoleEnum } from './roles.js';
import { scopeProblems } from './scopes.js';
import { buildSdl, parseSdl, stopIfAny, withoutEmptyMutation } from './sdl.js';

const SHARED = ['access', 'common', 'limits', 'rate-limits'].map(builtInFile);

/** What is told, whether anything is refused, and what the standard roles stand for. */
export interface SchemaOptions
  extends Pick<
    ProtectOptions<Context>,
    'onFailure' | 'onWarning' | 'onRefusal' | 'onDecision' | 'decisions' | 'dryRun'
  > {
  readonly roles?: StandardRoles | undefined;
  readonly [observing]?: Observe | undefined;
}

/**
 * The schema of these modules, with its `@auth` enforced. Throws a `StartupError` that lists the mistakes in the SDL by
 * file and line.
 */
export function createSchema(modules: readonly Module[], { roles: setting, ...options }: SchemaOptions = {}): Access {
  const roles = readRoles(setting);
  const schema = makeExecutableSchema<Context>({
    typeDefs: buildModulesSdl(modules, roles).schema,
    resolvers: [
      { DateTime: dateTime },
      ...modules.flatMap(({ resolvers }) => (resolvers ? [resolvers] : [])),
      createNodeResolvers({ types: nodeTypesOf(modules), objects: () => access.objects }),
    ],
  });
  const { limits, mistakes } = readFieldLimits(schema);
  stopIfAny([
    ...validateSchema(schema),
    ...mistakes,
    ...subscriptionProblem(schema),
    ...innerValueProblems(schema),
    ...nodeProblems(schema, modules),
    ...costProblems(schema),
  ]);
  enforceLimits(schema, limits);
  const access: Access = protectSchema<Context>(schema, {
    viewerOf: ({ viewer, viewerProblem }) => {
      if (viewerProblem) throw viewerProblem;
      return viewer;
    },
    policies: policiesOf(modules),
    ...options,
  });
  const problems = [...comparedGlobalIds(schema, modules, access.table), ...scopeProblems(access.table)];
  if (problems.length > 0) throw new StartupError(problems);
  for (const warning of weakAdmin(access.table, roles)) options.onWarning?.(warning);
  return access;
}

/** What the modules say, with one enum of roles, in its words. */
export function buildModulesSdl(
  modules: readonly Module[],
  roles: StandardRoles,
): { readonly schema: GraphQLSchema; readonly document: DocumentNode } {
  const builtInRoles = readSource(builtInFile('roles'));
  const parts = modules.flatMap((module) => {
    const sdl = readModuleSdl(module);
    return sdl ? [{ sdl, mapsRoles: module.mapsRoles ?? false }] : [];
  });
  const mapped = new Set(parts.flatMap(({ sdl, mapsRoles }) => (mapsRoles ? sourcesOf(sdl) : [])));
  const document = parseSdl([...SHARED.map(readSource), builtInRoles, ...parts.map(({ sdl }) => sdl)]);
  const withRoles = withExtendedRoles(withOneRoleEnum(document, builtInRoles));
  const whole = mapRoles(withoutEmptyMutation(withRoles), roles, mapped);
  const schema = buildSdl(whole);
  stopIfAny(roleProblems(schema, roles, builtInRoles));
  return { schema, document: whole };
}

/** Over plain HTTP a subscription would be run as if it were a query. */
function subscriptionProblem(schema: GraphQLSchema): readonly GraphQLError[] {
  const type = schema.getSubscriptionType();
  if (!type) return [];
  const nodes = [type.astNode, ...type.extensionASTNodes].flatMap((node) => node ?? []);
  return [new GraphQLError(`${type.name}: Subscriptions are not supported yet. Remove the type.`, { nodes })];
}

function policiesOf(modules: readonly Module[]): Readonly<Record<string, Policy<Context>>> {
  const all = modules.flatMap(({ policies = {} }) => Object.entries(policies));
  const names = all.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new TypeError(`Two modules have a policy "${twice}".`);
  return Object.fromEntries(all);
}

function sourcesOf(sdl: Source | DocumentNode): readonly Source[] {
  return sdl instanceof Source ? [sdl] : sdl.definitions.flatMap(({ loc }) => loc?.source ?? []);
}

function builtInFile(name: string): URL {
  return new URL(`../../../schema/${name}.graphql`, import.meta.url);
}
