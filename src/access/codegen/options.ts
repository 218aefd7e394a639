import { isObject } from '../../values/value-kinds.js';
import type { NamingOptions } from './resolver-names.js';

/** The options that are ours, and those that we share with typescript-resolvers. */
export interface CodegenOptions extends NamingOptions {
  /** Where the types of policies are imported from; `portcullis/access` by default. */
  readonly accessFrom?: string;
  /** True if the context of resolvers and policies has a signed-in viewer where the rules ask for one; the preset sets it. */
  readonly signedIn?: boolean;
  /** The module whose `interface Policies` gets the policies; none by default. */
  readonly policiesIn?: string;
  readonly fieldContextTypes?: readonly string[];
  readonly rootValueType?: unknown;
  readonly mappers?: Readonly<Record<string, unknown>>;
}

/** The type that puts a signed-in viewer into a context. */
export const SIGNED_IN = 'SignedIn';

/** A plugin of a file, as it is configured: its name, and options of its own. */
export type ConfiguredPlugin = Readonly<Record<string, unknown>>;

/** Throws a `TypeError` if typescript-resolvers does not write to the same file. */
export function nameOfResolversPlugin(plugins: readonly ConfiguredPlugin[], who: string): string {
  const name = plugins.flatMap(Object.keys).find((key) => /(^|\/)typescript-resolvers$/.test(key));
  if (name === undefined) throw new TypeError(`${who} needs typescript and typescript-resolvers in the same file.`);
  return name;
}

/** What is configured for this plugin alone. */
export function optionsOf(plugins: readonly ConfiguredPlugin[], name: string): CodegenOptions {
  const options = plugins.find((each) => Object.hasOwn(each, name))?.[name];
  return isObject(options) ? options : {};
}
