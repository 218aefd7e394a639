import { checkTrustedIssuers } from '../server/config/trusted-issuers.js';
import { readTrustedDocuments } from '../server/graphql/trusted-documents.js';
import { createSchema } from '../server/schema/schema.js';
import { missingScopes } from '../server/schema/scopes.js';
import { fromLine, ok } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** Whether the schema can be made, and what is configured fits it. Throws a `StartupError` for what stops a start. */
export const checkSchema: SubjectCheck = async ({ modules, roles, config }) => {
  const warnings: string[] = [];
  const { table, schema } = createSchema(modules, { roles, onWarning: (warning) => warnings.push(warning) });
  checkTrustedIssuers(config, table);
  readTrustedDocuments(config, schema);
  warnings.push(...missingScopes(config, table));
  return [...warnings.map((line) => fromLine('warning', line)), ok('The schema is valid.')];
};
