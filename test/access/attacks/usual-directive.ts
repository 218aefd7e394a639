import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { defaultFieldResolver, type GraphQLSchema } from 'graphql';
import type { AttackContext } from './drivers.js';

/**
 * What most servers have that write their own `@auth`: the directive of the field, or else of its type, read by
 * `getDirective`, and roles in an order. It is not for imitation: each of its mistakes is an attack here.
 */
export function withUsualDirective(schema: GraphQLSchema): GraphQLSchema {
  const ofTypes: Record<string, Readonly<Record<string, unknown>>> = {};
  return mapSchema(schema, {
    [MapperKind.TYPE]: (type) => {
      const [auth] = getDirective(schema, type, 'auth') ?? [];
      if (auth) ofTypes[type.name] = auth;
      return undefined;
    },
    [MapperKind.OBJECT_FIELD]: (field, _fieldName, typeName) => {
      const auth = getDirective(schema, field, 'auth')?.[0] ?? ofTypes[typeName];
      const role: unknown = auth?.role;
      if (typeof role !== 'string') return undefined;
      const { resolve = defaultFieldResolver } = field;
      return {
        ...field,
        resolve: (source, args, context: AttackContext, info) => {
          if (!hasRole(context, role)) throw new Error('not authorized');
          return resolve(source, args, context, info);
        },
      };
    },
  });
}

const RANKS: Readonly<Record<string, number>> = { USER: 1, EDITOR: 2, SUPPORT: 2, ADMIN: 3 };

function hasRole({ viewer }: AttackContext, role: string): boolean {
  return viewer?.roles.some((held) => !(rankOf(held) < rankOf(role))) ?? false;
}

function rankOf(role: string): number {
  return RANKS[role] ?? 0;
}
