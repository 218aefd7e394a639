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

/** Stops what a module started. The database is open until it is through. */
export type Stop = () => void | Promise<void>;

/** The functions that `@auth(policy:)` names. */
export type PoliciesByName = Readonly<Record<string, Policy<Context>>>;

/** One domain: what it adds to the schema, the database and the server. */
export interface Module {
  /** Unique; migrations are kept by it, so it never changes. */
  readonly name: string;
  /** The names of the modules without which it cannot do its work: a server that has it has them too. */
  readonly needs?: readonly string[];
  /** The module's SDL: its file, its text, or a document of graphql-js. */
  readonly typeDefs?: URL | string | DocumentNode;
  /**
   * True if USER, SUPPORT and ADMIN in its SDL, in `@auth` and in defaults of type `Role`, stand for the roles that the
   * server has for them.
   */
  readonly mapsRoles?: boolean;
  /** What whoever makes a server may give to the module, by the names that it has in `Hooks`. */
  readonly hooks?: readonly (keyof Hooks)[];
  /** The module's own variables, as `defineConfig` makes them: read at the start with all others. */
  readonly config?: VariablesOf<Partial<Config>>;
  readonly resolvers?: IResolvers<unknown, Context>;
  readonly policies?: PoliciesByName;
  /** How `node` finds the objects of the types that implement `Node`, by the name of the type. */
  readonly nodes?: Readonly<Record<string, NodeType>>;
  /** The module's tables. Names sort in the order they run. */
  readonly migrations?: Migrations;
  /** Called once. */
  readonly services?: (deps: ModuleDeps) => Partial<Services>;
  /** Called for each request: what one viewer loaded, no other sees. */
  readonly loaders?: (deps: ModuleDeps) => Partial<Loaders>;
  /** Runs after the migrations and before the first request, in the order of the modules; may return what stops it. */
  readonly start?: (deps: ModuleDeps) => Promise<Stop | undefined>;
  /** What `portcullis doctor` tries out of it, by a name. Each check has 20 s. */
  readonly checks?: Readonly<Record<string, Check>>;
}
