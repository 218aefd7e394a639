import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, GraphQLError, parse, Source } from 'graphql';
import { createExecutor } from '../../src/execution/index.js';

const schema = buildSchema(`
  interface Node { id: ID }
  type A implements Node { id: ID must: Int! }
  type Query { a: A must: Int! as: [A] node: Node nodes: [Node] word: String list: [Int] of(x: Int!, y: [Int!]): Int }
`);
const someA = schema.getType('A');
if (!someA || !('isTypeOf' in someA)) throw new TypeError('There is no A.');
someA.isTypeOf = (value) => value !== 'wrong';

const failing = (make: () => unknown) => () => {
  throw make();
};
const elsewhere = new GraphQLError('elsewhere', { source: new Source('one\ntwo'), positions: [5] });
const other = parse('{\n\n  other }').definitions[0];
if (!other) throw new TypeError('There is one.');

const FAULTS: readonly (readonly [what: string, query: string, rootValue: unknown])[] = [
  ['a resolver that throws', '{ word }', { word: failing(() => new Error('no')) }],
  ['one that throws what is no error', '{ word }', { word: failing(() => 'no') }],
  ['one with a code', '{ word }', { word: failing(() => new GraphQLError('no', { extensions: { code: 'X' } })) }],
  ['one with nodes of its own', '{ word }', { word: failing(() => new GraphQLError('no', { nodes: other })) }],
  ['one with a source of its own', '{ word }', { word: failing(() => elsewhere) }],
  ['one that knows its path', '{ word }', { word: failing(() => new GraphQLError('no', { path: ['x'] })) }],
  [
    'one like an error of another copy',
    '{ word }',
    { word: failing(() => Object.assign(new Error('no'), { nodes: [other] })) },
  ],
  ['one that rejects', '{ word }', { word: async () => failing(() => new Error('no'))() }],
  ['a null where none may be', '{ a { must } }', { a: {} }],
  ['and none above it either', '{ a { must } must }', { a: {} }],
  ['a text that is no list', '{ list }', { list: 'abc' }],
  ['an item that is no number', '{ list }', { list: [1, 'x', 3] }],
  ['an object of another type', '{ a { id } }', { a: 'wrong' }],
  ['objects of another type', '{ as { id } again: as { id } }', { as: ['wrong', {}, 'wrong'] }],
  ['no type', '{ node { id } }', { node: 'wrong' }],
  ['a type that is none', '{ node { id } }', { node: { __typename: 'B' } }],
  ['a type that is no object type', '{ node { id } }', { node: { __typename: 'Node' } }],
  ['another type', '{ node { id } }', { node: { __typename: 'Query' } }],
  ['a null for an argument', 'query ($x: Int = 1) { of(x: $x) }', {}],
  ['a null in an argument', 'query ($x: Int = 1) { of(x: 1, y: [2, $x]) }', {}],
];

describe('an error is where graphql-js says it is', () => {
  test.each(FAULTS)('%s', async (_what, query, rootValue) => {
    for (const text of [query, `# é\r\n\n\r  \uFEFF${query.replaceAll(' ', '\n\t')}`, `"""\n${query}`.slice(4)]) {
      const request = { document: parse(text), rootValue, variableValues: { x: null } };
      const theirs = await execute({ schema, ...request });
      const ours = await createExecutor({ schema })(request);
      expect(theirs.errors?.length).toBeGreaterThan(0);
      expect(ours.errors?.map(all)).toEqual(theirs.errors?.map(all));
      expect(ours.errors?.map(String)).toEqual(theirs.errors?.map(String));
    }
  });

  test('in a document without places as well', async () => {
    for (const [, query, rootValue] of FAULTS) {
      const request = { document: parse(query, { noLocation: true }), rootValue, variableValues: { x: null } };
      const theirs = await execute({ schema, ...request });
      const ours = await createExecutor({ schema })(request);
      expect(ours.errors?.map(all)).toEqual(theirs.errors?.map(all));
    }
  });

  function all(error: GraphQLError): unknown {
    const { message, path, nodes, source, positions, locations, extensions, originalError } = error;
    const keys = Object.keys(error);
    return { message, path, nodes, source, positions, locations, extensions, cause: originalError?.message, keys };
  }
});

describe('a document of many lines makes no error dearer', () => {
  const ALIASES = 200;
  const manyLines = '\n'.repeat(100_000);
  const repeated = (query: string) => {
    const fields = query.slice(query.indexOf('{', query.indexOf(')') + 1) + 1, -1).trim();
    const head = query.slice(0, query.indexOf('{', query.indexOf(')') + 1));
    return (lines: string) =>
      `${head} {${lines} ${Array.from({ length: ALIASES }, (_, index) => `a${index}: ${fields.split(' again')[0]}`).join(' ')} }`;
  };

  test.each(FAULTS.filter(([what]) => !/own|above/.test(what)))('%s', async (_what, query, rootValue) => {
    const run = createExecutor({ schema });
    const costOf = async (lines: string) => {
      const document = parse(repeated(query)(lines));
      const before = process.cpuUsage();
      const { errors = [] } = await run({ document, rootValue, variableValues: { x: null } });
      expect(errors.length).toBeGreaterThanOrEqual(ALIASES);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    await costOf('');
    // Each line that is looked at costs some 20 ns, so 200 times all of them are half a second.
    expect(await costOf(manyLines)).toBeLessThan(4 * (await costOf('')) + 50_000);
  });
});
