import { type GraphQLSchema, printSchema, validateSchema } from 'graphql';
import { rightsOf } from '../../../src/access/decide/rights.js';
import type { Viewer } from '../../../src/access/index.js';
import { createShapes } from '../../../src/access/introspection/shapes.js';
import { compileAccess } from '../../../src/access/rules/compile.js';
import { buildSchema, ROLES } from '../support.js';

/** What each viewer is shown of a schema that has `body` and the usual roles. */
export function shapesOf(body: string): (viewer: Viewer) => GraphQLSchema {
  const schema = buildSchema(`${body}\n${ROLES}`);
  const table = compileAccess(schema);
  const shapeFor = createShapes({ schema, table });
  return (viewer) => {
    const shape = shapeFor(rightsOf(table.roles, viewer));
    const [invalid] = validateSchema(shape);
    if (invalid) throw invalid;
    return shape;
  };
}

/** The same as SDL, one line a definition. */
export function textsOf(body: string): (viewer: Viewer) => readonly string[] {
  const shapeFor = shapesOf(body);
  return (viewer) => linesOf(shapeFor(viewer));
}

export function linesOf(schema: GraphQLSchema): readonly string[] {
  return printSchema(schema)
    .split('\n\n')
    .map((definition) => definition.replace(/\s+/g, ' '))
    .sort();
}
