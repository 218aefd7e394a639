import type { IResolvers } from '@graphql-tools/utils';
import type { Policy } from '../access/index.js';
import type { Database, Migrations } from '../database/index.js';
import type { Policies } from '../generated/resolvers.js';
import type { AuditEvent } from '../modules/audit/index.js';
import type { ClaimsFor } from '../modules/sessions/index.js';
import type { Config } from '../server/config.js';
import type { Context } from '../server/context.js';
import type { Log } from '../server/log.js';
import type { MasterKeys } from '../tokens/index.js';

/**
 * What modules offer to resolvers and to each other, by name. A module adds its own by declaration merging, in its
 * `index.ts`:
 *
 *     declare module '../../module/module.js' { interface Services { projects: ProjectsService } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Services {}

/** The DataLoaders of a request, by name; a module adds its own as it adds its services. */
// biome-ignore lint/suspicious/noEmptyInterface: modules fill it.
export interface Loaders {}

/** What a module is given. */
export interface ModuleDeps {
  readonly config: Config;
  readonly database: Database;
  readonly masterKeys: MasterKeys;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
  readonly log: Log;
  /** Tells the operator something that must not be in a log. */
  readonly announce: (text: string) => void;
  /** Gives the custom claims of a user's access tokens. */
  readonly claimsFor: ClaimsFor | undefined;
  /** Told of each audit event once it is kept. Never throws. */
  readonly onEvent: (event: AuditEvent) => void;
  /** Every module's services. They are all there when the first request comes, and not before. */
  readonly services: Services;
}

/** Stops what a module started. The database is open until it is through. */
export type Stop = () => void | Promise<void>;

/** One domain: what it adds to the schema, the database and the server. */
export interface Module {
  /** Unique; migrations are kept by it, so it never changes. */
  readonly name: string;
  /** The module's SDL file. */
  readonly typeDefs?: URL;
  readonly resolvers?: IResolvers<unknown, Context>;
  /** The functions that `@auth(policy:)` names. */
  readonly policies?: PoliciesByName;
  /** The module's tables. Names sort in the order they run. */
  readonly migrations?: Migrations;
  /** Called once. */
  readonly services?: (deps: ModuleDeps) => Partial<Services>;
  /** Called for each request: what one viewer loaded, no other sees. */
  readonly loaders?: (deps: ModuleDeps) => Partial<Loaders>;
  /** Runs after the migrations and before the first request, in the order of the modules; may return what stops it. */
  readonly start?: (deps: ModuleDeps) => Promise<Stop | undefined>;
}

type PoliciesByName = Readonly<Record<string, Policy<Context>>>;

/** A module with some of the policies that the schema names, each for every input that it can get. */
export type ModuleDefinition<TPolicies extends PoliciesByName = Policies> = Omit<Module, 'policies'> & {
  readonly policies?: Readonly<Partial<TPolicies>>;
};

/**
 * Checks and freezes a module. Throws a `TypeError` for a name that cannot be kept. A module whose SDL the generated
 * types do not know says what its policies are: `defineModule<Policies>({ … })`, with `Policies` of its own.
 */
export function defineModule<TPolicies extends PoliciesByName = Policies>(
  module: ModuleDefinition<NoInfer<TPolicies>>,
): Module;
export function defineModule(module: Module): Module {
  if (!/^[a-z][a-z0-9-]*$/.test(module.name)) {
    throw new TypeError(`A module's name has small letters, digits and hyphens; "${module.name}" has not.`);
  }
  return Object.freeze({ ...module });
}
