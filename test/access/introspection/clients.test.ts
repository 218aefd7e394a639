import * as types from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { describe, expect, test } from '@jest/globals';
import {
  buildClientSchema,
  buildSchema as buildPlainSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  graphqlSync,
  type IntrospectionQuery,
  parse,
  printSchema,
  validate,
  validateSchema,
} from 'graphql';
import ts from 'typescript';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { modules } from '../../../src/modules.js';
import { createSchema } from '../../../src/server/schema/schema.js';
import { anonymous, as } from '../support.js';

const { schema, table } = createSchema(modules);
const shapeFor = createShapes({ schema, table });
const viewers: readonly (readonly [string, Viewer])[] = [
  ['an anonymous viewer', anonymous],
  ['a user', as('u1', 'USER')],
  ['an admin', as('u1', 'ADMIN')],
];

/** What a client makes of the introspection that Apollo Sandbox asks for. */
function clientSchema(viewer: Viewer): GraphQLSchema {
  const source = getIntrospectionQuery({
    inputValueDeprecation: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    oneOf: true,
  });
  const { data, errors } = graphqlSync({ schema: shapeFor(rightsOf(table.roles, viewer)), source });
  expect(errors).toBeUndefined();
  return buildClientSchema(JSON.parse(JSON.stringify(data)) as IntrospectionQuery);
}

async function generated(client: GraphQLSchema, documents: readonly string[] = []): Promise<string> {
  const files = documents.map((text) => ({ location: 'x.graphql', document: parse(text) }));
  const parts = [
    await types.plugin(client, files, { enumsAsTypes: true }, { outputFile: 'x.ts' }),
    await operations.plugin(client, files, {}, { outputFile: 'x.ts' }),
  ];
  return parts
    .map((part) => (typeof part === 'string' ? part : [...(part.prepend ?? []), part.content].join('\n')))
    .join('\n');
}

describe.each(viewers)('the schema of the server, as %s is shown it', (_who, viewer) => {
  test('is one that clients can build, print and read again', () => {
    const client = clientSchema(viewer);
    expect(validateSchema(client)).toEqual([]);
    const printed = printSchema(client);
    expect(printSchema(buildPlainSchema(printed))).toBe(printed);
    expect(printed).not.toMatch(/@auth|@public|@includes|@grants|AuthRule|ClaimRule/);
  });

  test('is one that types are generated from', async () => {
    const text = await generated(clientSchema(viewer));
    expect(text).toMatch(/export type Query = /);
    expect(ts.transpileModule(text, { reportDiagnostics: true }).diagnostics).toEqual([]);
  });
});

describe('an operation', () => {
  const own = 'query Me { me { id email } }';
  const others = 'mutation Make($id: ID!, $roles: [Role!]!) { setUserRoles(userId: $id, roles: $roles) { id roles } }';
  const admin = clientSchema(as('u1', 'ADMIN'));
  const user = clientSchema(as('u1', 'USER'));
  const nobody = clientSchema(anonymous);
  const isKnown = (client: GraphQLSchema, text: string) => validate(client, parse(text)).length === 0;

  test('of what the viewer may use is known to his clients, and types are generated of it', async () => {
    expect([isKnown(admin, own), isKnown(admin, others), isKnown(user, own)]).toEqual([true, true, true]);
    expect(await generated(admin, [own, others])).toMatch(/MakeMutation = /);
    expect(await generated(user, [own])).toMatch(/MeQuery = /);
  });

  test('of anything else is not', () => {
    expect([isKnown(user, others), isKnown(nobody, own), isKnown(nobody, others)]).toEqual([false, false, false]);
    expect(printSchema(user)).not.toMatch(/setUserRoles|UserConnection/);
    expect(printSchema(admin)).toMatch(/setUserRoles[\s\S]*UserConnection/);
    expect(printSchema(nobody)).not.toMatch(/type User |type Session /);
  });
});
