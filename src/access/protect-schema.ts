import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { type AccessTable, compileAccess } from './compile.js';
import { type Rights, rightsOf } from './decide.js';
import { guardField, type ViewerSource } from './guard.js';
import type { Viewer } from './viewer.js';

export interface ProtectOptions<TContext> {
  /** Who asks, by the context of the operation. The same object each time while an operation runs. */
  readonly viewerOf: (context: TContext) => Viewer | null | undefined;
}

/** A schema whose `@auth` directives are enforced. */
export interface Access {
  /** A guarded copy, for any executor. The directives stay in it. */
  readonly schema: GraphQLSchema;
  /** The compiled rules. */
  readonly table: AccessTable;
}

/**
 * Compiles the `@auth` directives of an executable schema and puts a guard on every field of an object type that has
 * a rule: the one place where graphql-js runs resolvers, whatever route led there. The schema given is not changed.
 *
 * Throws a `StartupError` that lists every mistake in the directives, and a `TypeError` for a mistake in the options.
 */
export function protectSchema<TContext>(schema: GraphQLSchema, options: ProtectOptions<TContext>): Access {
  const { viewerOf, ...unknownOptions } = options;
  if (typeof viewerOf !== 'function') throw new TypeError('protectSchema needs viewerOf, a function of the context.');
  const [unknownOption] = Object.keys(unknownOptions);
  if (unknownOption) throw new TypeError(`protectSchema has no option "${unknownOption}".`);

  const table = compileAccess(schema);
  const viewers: ViewerSource = {
    viewerOf: (context) => viewerOf(context as TContext),
    rightsOf: rememberRights((viewer) => rightsOf(table.roles, viewer)),
  };
  const guarded = mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field, fieldName, typeName) => {
      const rule = table.rules.get(`${typeName}.${fieldName}`);
      const type = schema.getType(typeName);
      return rule && isObjectType(type) ? guardField(type, field, rule, viewers) : undefined;
    },
  });
  return Object.freeze({ schema: guarded, table });
}

/** A viewer does not change, so neither do his rights. */
function rememberRights(compute: (viewer: Viewer | null | undefined) => Rights): ViewerSource['rightsOf'] {
  const known = new WeakMap<Viewer, Rights>();
  return (viewer) => {
    if (!viewer || !Object.isFrozen(viewer)) return compute(viewer);
    const rights = known.get(viewer) ?? compute(viewer);
    known.set(viewer, rights);
    return rights;
  };
}
