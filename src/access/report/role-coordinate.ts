import type { GraphQLSchema } from 'graphql';
import { findRoleEnum } from '../rules/definitions.js';

/** `Role.ADMIN`. */
export function roleCoordinate(schema: GraphQLSchema, role: string): string {
  return `${findRoleEnum(schema)?.name ?? ''}.${role}`;
}
