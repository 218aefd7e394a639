import { describe, expect, test } from '@jest/globals';
import { runScript } from '../support/process.js';

/** Schemas in which something was made by another copy of graphql, by what it is. */
const SCRIPT = `
import * as ours from 'graphql';
import * as other from 'graphql-other';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { accessTypeDefs, protectSchema } from './dist/access/index.js';
import { compileSchema } from './dist/access/report/index.js';
import { plugin } from './dist/access/codegen/index.js';

// One of the two is what is imported here.
const files = ['index.mjs', 'index.js'].map((file) => './node_modules/graphql/' + file);
const twin = (await Promise.all(files.map((file) => import(file)))).find(({ GraphQLSchema }) => GraphQLSchema !== ours.GraphQLSchema);

const sdl = accessTypeDefs({ role: null }) + 'type Query { a: Int @auth(scopes: ["x"]) }';

/** What a schema builder of the other copy does: SDL to a schema, and resolvers put on its fields. */
function built({ buildASTSchema, parse }) {
  const schema = buildASTSchema(parse(sdl));
  schema.getQueryType().getFields().a.resolve = () => 1;
  return schema;
}

/** A schema of our copy with a part of the other in it. */
function mixed({ fields = {}, types = [], directives = [] }) {
  const base = ours.buildSchema(sdl).toConfig();
  const query = new ours.GraphQLObjectType({ name: 'Query', fields: { a: { type: ours.GraphQLInt }, ...fields } });
  return new ours.GraphQLSchema({
    ...base,
    query,
    types: [...base.types.filter(({ name }) => name !== 'Query' && !name.startsWith('__')), ...types],
    directives: [...base.directives, ...directives],
  });
}
const thing = new other.GraphQLObjectType({ name: 'Thing', fields: { a: { type: other.GraphQLInt } } });
const named = new other.GraphQLInterfaceType({ name: 'Named', fields: { a: { type: other.GraphQLInt } } });
const level = new other.GraphQLEnumType({ name: 'Level', values: { LOW: {} } });
const patch = new other.GraphQLInputObjectType({ name: 'Patch', fields: { a: { type: other.GraphQLInt } } });
const money = new other.GraphQLScalarType({ name: 'Money' });
const either = new other.GraphQLUnionType({ name: 'Either', types: [thing] });
const note = new other.GraphQLDirective({ name: 'note', locations: ['FIELD_DEFINITION'] });
const { GraphQLObjectType, GraphQLDirective, GraphQLInt, GraphQLInputObjectType } = ours;

/** Built before anything of the other copy is in it, as code that changes a schema in place does. */
function changed(change) {
  const schema = ours.buildSchema(sdl + ' type Query2 { a(b: In): Int } input In { c: Int }');
  change(schema);
  return schema;
}

const schemas = {
  'a whole schema': () => built(other),
  'a whole schema of the same version, imported in another way': () => built(twin),
  'an extended schema': () => other.extendSchema(built(other), other.parse('extend type Query { b: Int @auth }')),
  'an object type': () => mixed({ types: [thing] }),
  'an interface': () => mixed({ types: [named] }),
  'a union': () => mixed({ types: [either] }),
  'an enum': () => mixed({ types: [level] }),
  'a scalar': () => mixed({ types: [money] }),
  'an input type': () => mixed({ types: [patch] }),
  'a directive': () => mixed({ directives: [note] }),
  'the type of a field': () => mixed({ fields: { thing: { type: thing } } }),
  'the type of an argument': () => mixed({ fields: { b: { type: GraphQLInt, args: { level: { type: level } } } } }),
  'a member of a union': () => mixed({ types: [new ours.GraphQLUnionType({ name: 'Some', types: [thing] })] }),
  'an interface of a type': () =>
    mixed({ types: [new GraphQLObjectType({ name: 'B', interfaces: [named], fields: { a: { type: GraphQLInt } } })] }),
  'the type of an input field': () =>
    mixed({ types: [new GraphQLInputObjectType({ name: 'B', fields: { level: { type: level } } })] }),
  'the type of an argument of a directive': () =>
    mixed({ directives: [new GraphQLDirective({ name: 'b', locations: ['FIELD'], args: { level: { type: level } } })] }),
  'a list in a field': () =>
    changed((schema) => { schema.getQueryType().getFields().a.type = new other.GraphQLList(other.GraphQLInt); }),
  'a non-null in a field': () =>
    changed((schema) => { schema.getQueryType().getFields().a.type = new other.GraphQLNonNull(other.GraphQLInt); }),
  'a list in an argument': () =>
    changed((schema) => { schema.getType('Query2').getFields().a.args[0].type = new other.GraphQLList(other.GraphQLInt); }),
  'a list in an input field': () =>
    changed((schema) => { schema.getType('In').getFields().c.type = new other.GraphQLList(other.GraphQLInt); }),
};

/** Outside of production graphql-js refuses some of them by itself, before there is a schema. */
const outcomeOf = (use) => {
  try {
    const { table } = use();
    return 'starts with ' + (table ? table.rules.size : 'some') + ' rules';
  } catch (error) {
    return error.name + ': ' + error.message;
  }
};
const outcomes = {};
for (const [name, make] of Object.entries(schemas)) {
  let schema;
  try { schema = make(); } catch (error) { outcomes[name] = { built: error.message }; continue; }
  outcomes[name] = {
    protectSchema: outcomeOf(() => protectSchema(schema, { viewerOf: () => null })),
    compileSchema: outcomeOf(() => compileSchema(schema)),
    codegen: outcomeOf(() => plugin(schema, [], {}, { allPlugins: [{ 'typescript-resolvers': {} }] })),
  };
}
const own = makeExecutableSchema({ typeDefs: sdl });
outcomes.none = { protectSchema: outcomeOf(() => protectSchema(own, { viewerOf: () => null })) };
console.log(JSON.stringify(outcomes));
`;

type Outcomes = Readonly<Record<string, Readonly<Record<string, string>>>>;

describe.each([['production'], ['development'], [undefined]])('two copies of graphql, NODE_ENV %s', (NODE_ENV) => {
  test('stop the start, wherever the other one is', async () => {
    const { code, stdout, stderr } = await runScript(SCRIPT, { env: { NODE_ENV } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { none, ...outcomes }: Outcomes = JSON.parse(stdout);
    expect(none).toEqual({ protectSchema: 'starts with 1 rules' });
    expect(Object.keys(outcomes)).toHaveLength(20);
    for (const [what, outcome] of Object.entries(outcomes)) {
      // With graphql 17 in its development mode alone.
      if (NODE_ENV !== 'production' && 'built' in outcome) {
        expect([what, outcome.built]).toEqual([what, expect.stringMatching(/another module or realm/)]);
        continue;
      }
      const stopped = expect.stringMatching(
        /^StartupError: There are two copies of graphql: .+ made by a different copy/,
      );
      expect([what, outcome]).toEqual([what, { protectSchema: stopped, compileSchema: stopped, codegen: stopped }]);
    }
  });
});
