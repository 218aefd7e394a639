import type { IResolvers } from '@graphql-tools/utils';
import type { DocumentNode } from 'graphql';
import type { Policy } from '../access/index.js';
import type { Migrations } from '../database/index.js';
import type { Config, Hooks, Loaders, Services } from './additions.js';
import type { Check } from './check.js';
import type { VariablesOf } from './config.js';
import type { Context } from './context.js';
import type { ModuleDeps } from './deps.js';
import type { NodeType } from './node-type.js';

/** Stops what a module started. The database stays open until it has finished. */
export type Stop = () => void | Promise<void>;

/** The functions that `@auth(policy:)` names. */
export type PoliciesByName = Readonly<Record<string, Policy<Context>>>;

/** One domain: what it adds to the schema, the database and the server. */
export interface Module {
  /** Unique; migrations are kept by it, so it never changes. */
  readonly name: string;
  /** The names of the modules that it needs: a server with this module must have them too. */
  readonly needs?: readonly string[];
  /** The module's SDL: its file, its text, or a document of graphql-js. */
  readonly typeDefs?: URL | string | DocumentNode;
  /**
   * True if USER, SUPPORT and ADMIN in its SDL, in `@auth` and in defaults of type `Role`, stand for the server's roles
   * of that purpose.
   */
  readonly mapsRoles?: boolean;
  /** What the host of a server may pass to the module, by the names in `Hooks`. */
  readonly hooks?: readonly (keyof Hooks)[];
  /** The module's own variables, as made by `defineConfig`; read at the start with all others. */
  readonly config?: VariablesOf<Partial<Config>>;
  readonly resolvers?: IResolvers<unknown, Context>;
  readonly policies?: PoliciesByName;
  /** How `node` finds the objects of the types that implement `Node`, by the name of the type. */
  readonly nodes?: Readonly<Record<string, NodeType>>;
  /** The module's tables. Names sort in the order they run. */
  readonly migrations?: Migrations;
  /** Called once. */
  readonly services?: (deps: ModuleDeps) => Partial<Services>;
  /** Called for each request, so that no viewer sees what another has loaded. */
  readonly loaders?: (deps: ModuleDeps) => Partial<Loaders>;
  /** Runs after the migrations and before the first request, in the order of the modules; may return what stops it. */
  readonly start?: (deps: ModuleDeps) => Promise<Stop | undefined>;
  /** The checks that `portcullis doctor` runs, by name. Each has 20 s. */
  readonly checks?: Readonly<Record<string, Check>>;
}
