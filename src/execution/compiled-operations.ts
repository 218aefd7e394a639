import type { GraphQLObjectType } from 'graphql';
import { type CompiledOperation, compileOperation } from './compile-operation.js';
import type { WriteObject } from './compiled-field.js';
import type { PreparedOperation } from './prepare.js';
import type { ResolverOf } from './resolver-of.js';
import type { Run } from './run.js';

// Two for each variable of @skip and @include: whoever has many of them uses few of the combinations.
const MAX_VARIANTS = 16;

/** Finds an operation as it is compiled for these resolvers, with its `@skip` and `@include` as the run's variables have it. */
export type CompiledOperations = (wanted: WantedOperation) => WriteObject;

/** An operation of a schema that is always the same. */
export interface WantedOperation {
  readonly prepared: PreparedOperation;
  readonly run: Run;
  readonly rootType: GraphQLObjectType;
  readonly resolverOf: ResolverOf;
}

type Variants = Map<string, CompiledOperation>;

// About 60 MB: fragments in fragments, and many variants, make much of a few short documents.
const MAX_FIELDS = 100_000;

/**
 * What it keeps goes when the prepared operation, and with it its document, goes, or the resolvers; and all of it when 100,000 fields were
 * compiled.
 */
export function createCompiledOperations(): CompiledOperations {
  let compiled: WeakMap<PreparedOperation, WeakMap<ResolverOf, Variants>> = new WeakMap();
  let fields = 0;
  const count = (more: number) => {
    fields += more;
  };
  const variantsOf = (prepared: PreparedOperation, resolverOf: ResolverOf): Variants => {
    const byResolvers = getOrAdd(compiled, prepared, () => new WeakMap<ResolverOf, Variants>());
    return getOrAdd(byResolvers, resolverOf, () => new Map<string, CompiledOperation>());
  };
  return ({ prepared, run, rootType, resolverOf }) => {
    if (fields > MAX_FIELDS) {
      compiled = new WeakMap();
      fields = 0;
    }
    const variants = variantsOf(prepared, resolverOf);
    const conditions = conditionsOf(prepared, run);
    const variant = variantOf(conditions);
    const known = variants.get(variant);
    if (known?.isWorthKeeping()) return known.write;
    if (variants.size >= MAX_VARIANTS) variants.clear();
    const made = compileOperation({ run, rootType, conditions, resolverOf }, count);
    variants.set(variant, made);
    return made.write;
  };
}

/** All that collecting the fields asks of the variables. */
function conditionsOf(
  { conditions: names }: PreparedOperation,
  { variableValues }: Run,
): Readonly<Record<string, unknown>> {
  // Without a prototype: a variable can have the name `__proto__`.
  const conditions: Record<string, unknown> = Object.create(null);
  for (const name of names) if (Object.hasOwn(variableValues, name)) conditions[name] = variableValues[name];
  return conditions;
}

function variantOf(conditions: Readonly<Record<string, unknown>>): string {
  let variant = '';
  for (const name in conditions) variant += `${name}: ${typeof conditions[name]} ${conditions[name]}, `;
  return variant;
}

function getOrAdd<K, V>(map: { get(key: K): V | undefined; set(key: K, value: V): unknown }, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
