import { z } from 'zod';
import type { Environment, Variable, VariablesOf } from '../module/index.js';

type Shape = Readonly<Record<string, z.ZodType>>;

export interface ConfigDefinition<TShape extends Shape, T> {
  /**
   * A zod type for each variable, which receives its text. `meta({ description })` describes it, and `default` there
   * describes its default if the type does not.
   */
  readonly variables: TShape;
  /** Prefixes that no other program uses: an unknown variable with such a prefix causes a warning. */
  readonly prefixes?: readonly string[];
  /** Finds contradictions between variables: one sentence for each, which names the variables and how to fix it. */
  readonly contradictions?: (env: Environment) => readonly string[];
  /** Makes the module's part of the configuration. Called if all these variables are valid. */
  readonly read: (values: z.output<z.ZodObject<TShape>>, env: Environment) => T;
}

/**
 * Defines the variables of a module, for `config` of `defineModule`. Throws a `TypeError` for a variable with an
 * invalid name or without a description.
 */
export function defineConfig<TShape extends Shape, T>(definition: ConfigDefinition<TShape, T>): VariablesOf<T> {
  const { variables, prefixes = [], contradictions = () => [], read } = definition;
  const type = z.object(variables);
  return Object.freeze({
    variables: Object.freeze(Object.entries(variables).map(([name, variable]) => document(name, variable))),
    prefixes: Object.freeze([...prefixes]),
    read: (env) => {
      const { data, error } = type.safeParse(ownOf(env, variables));
      const problems = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
      problems.push(...contradictions(env));
      return data === undefined || problems.length > 0 ? { problems } : { value: read(data, env) };
    },
  } satisfies VariablesOf<T>);
}

/** None of a prototype: a variable may be called `toString`. */
function ownOf(env: Environment, variables: Shape): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => Object.hasOwn(variables, name)));
}

function document(name: string, type: z.ZodType): Variable {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) {
    throw new TypeError(
      `The name of a variable must consist of capital letters, digits and underscores, not "${name}".`,
    );
  }
  const { description, default: told } = type.meta() ?? {};
  if (!description) throw new TypeError(`${name} has no description. Add .meta({ description: '…' }).`);
  const { success, data } = type.safeParse(undefined);
  const byDefault = told ?? (Array.isArray(data) ? undefined : data);
  return Object.freeze({
    name,
    description,
    default: byDefault === undefined ? null : String(byDefault),
    isRequired: !success,
  });
}
