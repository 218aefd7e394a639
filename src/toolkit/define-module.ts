import type { Policies } from '../generated/resolvers.js';
import type { Module, PoliciesByName } from '../module/index.js';

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
