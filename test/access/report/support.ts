import { accessTypeDefs } from '../../../src/access/index.js';
import { type CompiledSchema, compileSchema } from '../../../src/access/report/index.js';
import { buildSchema, ROLES } from '../support.js';

/** SDL with the usual roles, compiled as a report does. Its lines count from 1. */
export function compiled(body: string, roles = ROLES): CompiledSchema {
  return compileSchema(buildSchema(`${body}\n${roles}`));
}

/** SDL without roles. */
export function compiledWithoutRoles(body: string): CompiledSchema {
  return compileSchema(buildSchema(body, {}, accessTypeDefs({ role: null })));
}
