import type { Module, NodeType, Policies, PoliciesByName } from '../module/index.js';

/** The policies that generated types say the schema names; any, where nothing was generated. */
export type KnownPolicies = keyof Policies extends never ? PoliciesByName : Policies;

/** A module that has the policies of these names, each for every input that it can get. */
export type ModuleDefinition<TNames extends keyof KnownPolicies> = Omit<Module, 'policies'> & {
  readonly policies?: Readonly<Pick<KnownPolicies, TNames>>;
};

/** The same, and nothing that one with policies could pass for. */
type ModuleWithoutPolicies = Omit<Module, 'policies'> & { readonly policies?: never };

/** A module whose type has the names of its policies. */
export type DefinedModule<TNames extends keyof KnownPolicies = never> = [TNames] extends [never]
  ? ModuleWithoutPolicies
  : ModuleDefinition<TNames>;

/** Checks and freezes a module. Throws a `TypeError` for a name that cannot be kept, and for what is no entry of `nodes`. */
export function defineModule<TNames extends keyof KnownPolicies = never>(
  module: ModuleDefinition<TNames>,
): DefinedModule<TNames>;
export function defineModule(module: Module): Module {
  if (!/^[a-z][a-z0-9-]*$/.test(module.name)) {
    throw new TypeError(`A module's name has small letters, digits and hyphens; "${module.name}" has not.`);
  }
  for (const [type, entry] of Object.entries(module.nodes ?? {})) checkNode(entry, `nodes.${type} of "${module.name}"`);
  return Object.freeze({ ...module });
}

function checkNode({ load, globalIds = true, isPublic = true, ...others }: NodeType, where: string): void {
  if (typeof load !== 'function') throw new TypeError(`${where}: load is a function of ids and the context.`);
  if (globalIds !== true || isPublic !== true)
    throw new TypeError(`${where}: globalIds and isPublic are true, or left out.`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new TypeError(`${where}: It has load, globalIds and isPublic, and no ${unknown}.`);
}

/** The names of policies that none of these modules has, though the schema names them; none if one may have any. */
export type MissingPolicies<TModule> = Exclude<keyof Policies, NamesOf<TModule>>;

type NamesOf<TModule> = TModule extends { readonly policies?: infer P } ? (P extends object ? keyof P : never) : never;
