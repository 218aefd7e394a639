import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, getIntrospectionQuery, parse, validate } from 'graphql';
import { introspectionOf } from '../../../src/access/introspection/introspection.js';
import { isGraphql17 } from '../variables.js';
import { partsOf } from './operation-parts.js';

const schema = buildSchema(`
  interface Root { me: Int }
  type Query implements Root { me: Int query: Query queries: [Query] any: Any root: Root }
  union Any = Query | Other
  type Other { id: ID }
  type Mutation { pay: Payload me: Int }
  type Payload { query: Query }
  type Subscription { paid: Payload }`);

const BELOW = 'Select __schema and __type only at the root of a query.';
const BESIDE = 'Select __schema and __type in a separate query, without other fields.';
const variables = { yes: true, no: false };

/** The document must be valid, or the test is of nothing. */
function look(query: string, operationName?: string) {
  expect(validate(schema, parse(query))).toEqual([]);
  return introspectionOf(partsOf(schema, query, variables, operationName));
}

const NAMES = '{ queryType { name } }';
const S = `__schema ${NAMES}`;
const T = '__type(name: "Query") { name }';
const VARIABLES = '($yes: Boolean!, $no: Boolean!)';
const used = 'used: __typename @skip(if: $yes) @include(if: $no)';

describe('an operation introspects alone', () => {
  test.each<[string, readonly string[]]>([
    [`{ ${S} }`, ['__schema']],
    [`query Named { a: ${S} b: ${T} __typename kind: __typename }`, ['a', 'b', '__typename', 'kind']],
    [
      `{ ... { ${S} } ... on Query { ...F } } fragment F on Query { ...G } fragment G on Root { ... on Query { ${T} } }`,
      ['__schema', '__type'],
    ],
    [`query ${VARIABLES} { ${S} data: me @skip(if: $yes) ${used} }`, ['__schema']],
    [`query ${VARIABLES} { ... @include(if: $no) { me query { me } } ${T} ${used} }`, ['__type']],
    [`query ${VARIABLES} { ...F @skip(if: $yes) ${S} ${used} } fragment F on Query { query { ${S} } }`, ['__schema']],
    [`query ${VARIABLES} { __schema @skip(if: $no) @include(if: $yes) ${NAMES} }`, ['__schema']],
    [getIntrospectionQuery(), ['__schema']],
  ])('%s', (query, keys) => {
    const found = look(query);
    expect(found.kind).toBe('alone');
    const fields = found.kind === 'alone' ? found.fields : [];
    expect(fields.map(({ name, alias }) => alias?.value ?? name.value)).toEqual(keys);
  });
});

describe('an operation does not introspect', () => {
  test.each([
    '{ me }',
    '{ __typename }',
    '{ __schema: me __type: __typename query { __schema: me } }',
    'mutation { me pay { query { __typename } } }',
    `query ${VARIABLES} { me __schema @skip(if: $yes) ${NAMES} x: __schema @include(if: $no) ${NAMES} }`,
    `query ${VARIABLES} { me query @skip(if: $yes) { ${S} } ...F @include(if: $no) } fragment F on Query { ${S} }`,
    `{ me query { ... @skip(if: true) { ${S} } } }`,
  ])('%s', (query) => {
    expect(look(query)).toEqual({ kind: 'none' });
  });

  test('if another one of its document does', () => {
    const query = `query A { me } query B { ${S} } query C { ...F } fragment F on Query { query { ${S} } }`;
    expect(look(query, 'A').kind).toBe('none');
    expect(look(query, 'B').kind).toBe('alone');
    expect(look(query, 'C').kind).toBe('refused');
  });
});

describe('an operation is refused', () => {
  test.each([
    `{ ${S} me }`,
    `{ me __typename x: ${T} }`,
    `{ ...A ...B } fragment A on Query { ${S} } fragment B on Query { query { me } }`,
    `query ${VARIABLES} { ${S} me @skip(if: $no) @include(if: $yes) }`,
  ])('if it introspects beside data: %s', (query) => {
    const { message, code, names } = refusalOf(query);
    expect([message, code]).toEqual([BESIDE, 'BAD_USER_INPUT']);
    expect(['me', 'query']).toContain(names[0]);
  });

  test.each([
    ['the query in a query', `{ query { ${S} } }`],
    ['one in a list', `{ queries { x: ${T} } }`],
    ['deeper', `{ query { query { queries { ${S} } } } }`],
    ['in a payload of a mutation', `mutation { pay { query { ${S} } } }`],
    ['of a subscription', `subscription { paid { query { ${T} } } }`],
    ['behind an interface', `{ root { ... on Query { ${S} } } }`],
    ['behind a union', `{ any { ... on Query { ...F } } } fragment F on Query { ${S} }`],
    ['a fragment that is spread at the root too', `{ ...F query { ...F } } fragment F on Query { ${S} }`],
    [
      'through fragments in fragments',
      `{ ...F } fragment F on Query { query { ...G } } fragment G on Query { queries { ... { ${T} } } }`,
    ],
    ['that is not skipped', `query ${VARIABLES} { query @include(if: $yes) { __schema @skip(if: $no) ${NAMES} } }`],
    [
      'of a fragment that is skipped elsewhere',
      `query ${VARIABLES} { query { ...F @skip(if: $yes) query { ...F } } ${used} } fragment F on Query { ${S} }`,
    ],
    ['beside introspection at the root', `{ ${S} query { ${S} } }`],
  ])('if it introspects below the root: %s', (_where, query) => {
    const { message, code } = refusalOf(query);
    expect([message, code]).toEqual([BELOW, 'BAD_USER_INPUT']);
  });

  test('for a good reason: graphql-js would answer there', async () => {
    const document = parse('mutation { pay { query { __schema { queryType { name } } } } }');
    const { data } = await execute({ schema, document, rootValue: { pay: { query: {} } } });
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      pay: { query: { __schema: { queryType: { name: 'Query' } } } },
    });
  });

  // graphql 17 does not take such a schema.
  (isGraphql17 ? test.skip : test)('if it is a mutation, even if queries and mutations are of one type', async () => {
    const both = buildSchema('type Root { me: Int } schema { query: Root mutation: Root }');
    const query = `mutation { ${S} }`;
    expect(await execute({ schema: both, document: parse(query) })).toHaveProperty(
      'data.__schema.queryType.name',
      'Root',
    );
    expect(introspectionOf(partsOf(both, query)).kind).toBe('refused');
  });
});

describe('a hostile document', () => {
  const ofLevels = (levels: number) =>
    Array.from(
      { length: levels },
      (_, i) => `fragment F${i} on Query { a: query { ...F${i + 1} } b: query { ...F${i + 1} } }`,
    ).join(' ');

  test('is looked at once, not once for each path through it', () => {
    const doubling = `{ ...F0 } ${ofLevels(60)} fragment F60 on Query { me }`;
    expect(introspectionOf(partsOf(schema, doubling))).toEqual({ kind: 'none' });
    const hiding = `{ ...F0 } ${ofLevels(60)} fragment F60 on Query { ${S} }`;
    expect(introspectionOf(partsOf(schema, hiding)).kind).toBe('refused');
  });

  test('ends, though its fragments go in circles', () => {
    expect(
      introspectionOf(
        partsOf(schema, '{ ...A } fragment A on Query { ...B query { ...A } } fragment B on Query { ...A }'),
      ),
    ).toEqual({ kind: 'none' });
  });

  test('may be as deep as the parser goes, and as wide as it likes', () => {
    const depth = 1500;
    const deep = `{ ${'query {'.repeat(depth)} ${S} ${'}'.repeat(depth)} }`;
    expect(introspectionOf(partsOf(schema, deep)).kind).toBe('refused');
    const wide = Array.from({ length: 20_000 }, (_, i) => `a${i}: __typename b${i}: ${S}`).join(' ');
    const found = introspectionOf(partsOf(schema, `{ ${wide} }`));
    expect(found.kind === 'alone' && found.fields.length).toBe(40_000);
  });
});

function refusalOf(query: string) {
  const found = look(query);
  if (found.kind !== 'refused') throw new Error(`It is ${found.kind}.`);
  const { message, extensions, nodes = [] } = found.error;
  const names = nodes.map((node) => ('name' in node ? node.name?.value : undefined));
  return { message, code: extensions.code, names };
}
