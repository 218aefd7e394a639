import { z } from 'zod';
import type { Environment, Variable, VariablesOf } from '../module/index.js';

type Shape = Readonly<Record<string, z.ZodType>>;

export interface ConfigDefinition<TShape extends Shape, T> {
  /**
   * A zod type for each variable, which gets its text. `meta({ description })` says what it is for, and `default` there
   * what counts without it, where the type does not say so itself.
   */
  readonly variables: TShape;
  /** Beginnings of their names that no other program uses: an unknown variable that begins so is told of. */
  readonly prefixes?: readonly string[];
  /** What no variable can say alone: a sentence for each contradiction, which names the variables and how to fix it. */
  readonly contradictions?: (env: Environment) => readonly string[];
  /** What the configuration has of it, under the name of the module. Called if nothing is wrong with these variables. */
  readonly read: (values: z.output<z.ZodObject<TShape>>, env: Environment) => T;
}

/**
 * Variables of a module, for `config` of `defineModule`. Throws a `TypeError` for one that has no proper name, or does
 * not say what it is for.
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
    throw new TypeError(`A variable has capital letters, digits and underscores; "${name}" has not.`);
  }
  const { description, default: told } = type.meta() ?? {};
  if (!description) throw new TypeError(`${name} does not say what it is for. Add .meta({ description: '…' }).`);
  const { success, data } = type.safeParse(undefined);
  const byDefault = told ?? (Array.isArray(data) ? undefined : data);
  return Object.freeze({
    name,
    description,
    default: byDefault === undefined ? null : String(byDefault),
    isRequired: !success,
  });
}
