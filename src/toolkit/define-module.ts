import type { Module, NodeType, Policies, PoliciesByName } from '../module/index.js';

/** The policies that the schema names according to generated types; any policy if nothing was generated. */
export type KnownPolicies = keyof Policies extends never ? PoliciesByName : Policies;

/** A module that defines these policies, each for every input that it can receive. */
export type ModuleDefinition<TNames extends keyof KnownPolicies> = Omit<Module, 'policies'> & {
  readonly policies?: Readonly<Pick<KnownPolicies, TNames>>;
};

/** The same, and nothing that one with policies could pass for. */
type ModuleWithoutPolicies = Omit<Module, 'policies'> & { readonly policies?: never };

/** A module whose type contains the names of its policies. */
export type DefinedModule<TNames extends keyof KnownPolicies = never> = [TNames] extends [never]
  ? ModuleWithoutPolicies
  : ModuleDefinition<TNames>;

/** Checks and freezes a module. Throws a `TypeError` for an invalid name or an invalid entry of `nodes`. */
export function defineModule<TNames extends keyof KnownPolicies = never>(
  module: ModuleDefinition<TNames>,
): DefinedModule<TNames>;
export function defineModule(module: Module): Module {
  if (!/^[a-z][a-z0-9-]*$/.test(module.name)) {
    throw new TypeError(
      `The name of a module must consist of lowercase letters, digits and hyphens, not "${module.name}".`,
    );
  }
  for (const [type, entry] of Object.entries(module.nodes ?? {})) checkNode(entry, `nodes.${type} of "${module.name}"`);
  return Object.freeze({ ...module });
}

function checkNode({ load, globalIds = true, isPublic = true, ...others }: NodeType, where: string): void {
  if (typeof load !== 'function') throw new TypeError(`${where}: load must be a function of ids and the context.`);
  if (globalIds !== true || isPublic !== true)
    throw new TypeError(`${where}: globalIds and isPublic must be true or left out.`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new TypeError(`${where}: The known keys are load, globalIds and isPublic, not ${unknown}.`);
}

/** The policies that the schema names but none of these modules defines; none if a module may define any. */
export type MissingPolicies<TModule> = Exclude<keyof Policies, NamesOf<TModule>>;

type NamesOf<TModule> = TModule extends { readonly policies?: infer P } ? (P extends object ? keyof P : never) : never;
