import type { GraphQLSchema } from 'graphql';
import { type AccessTable, compileAccess } from '../rules/compile.js';

/** A schema and its compiled rules. */
export interface CompiledSchema {
  readonly schema: GraphQLSchema;
  readonly table: AccessTable;
}

/**
 * Compiles the rules as a report needs them: a policy may have any name, since no function is there, and a root field
 * that says nothing is told rather than refused. Throws a `StartupError` that lists every mistake.
 */
export function compileSchema(schema: GraphQLSchema): CompiledSchema {
  return { schema, table: compileAccess(schema, { unmarked: 'allow' }) };
}
