import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { limitCost } from '../../../src/server/limits/limit-cost.js';

const schema = buildSchema(`
  type Node { id: ID name: String node: Node nodes: [Node] }
  type Query { node(id: ID): Node nodes: [Node] id: ID }
`);
const problemsOf = (document: string) =>
  validate(schema, parse(document), [...specifiedRules, limitCost]).map(({ message }) => message);
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

const TOO_MUCH = [expect.stringMatching(/^The document selects too many fields under the same key/)];
const TOO_DEEP = [expect.stringMatching(/^Fields and fragments are nested more than 200 levels deep/)];

describe('what is dear to validate is told so, and nothing else is told', () => {
  test.each([
    ['one field', `{ ${'node { id } '.repeat(200)} }`],
    ['one leaf', `{ node { ${'id '.repeat(500)} } }`],
    ['other fields under one key', `{ node { ${'a: id a: name '.repeat(300)} } }`],
    ['one field in inline fragments', `{ ${'... on Query { node { id } } '.repeat(200)} }`],
    ['one field that is nested', `{ ${times(40, () => `${'node { '.repeat(20)} id ${'}'.repeat(20)}`)} }`],
    [
      'many fragments',
      `{ ${times(400, (i) => `...F${i}`)} } ${times(400, (i) => `fragment F${i} on Query { a${i}: id }`)}`,
    ],
    [
      'fields doubled in fragments',
      `{ node { ...F0 } } ${times(30, (i) => `fragment F${i} on Node { a: node { ...F${i + 1} } b: node { ...F${i + 1} } }`)} fragment F30 on Node { id }`,
    ],
    [
      'many operations of the same fragment',
      `${times(300, (i) => `query q${i} { ...F }`)} fragment F on Query { ${times(400, (i) => `a${i}: id`)} }`,
    ],
    ['what is wrong besides', `{ ${'nobody { id } '.repeat(200)} ...Nowhere }`],
  ])('%s', (_what, document) => {
    expect(problemsOf(document)).toEqual(TOO_MUCH);
  });
});

describe('what is nested through fragments', () => {
  const chain = (length: number) =>
    `{ ...F0 } ${times(length, (i) => `fragment F${i} on Query { ...F${i + 1} }`)} fragment F${length} on Query { id }`;

  test('may be 200 levels deep', () => {
    expect(problemsOf(chain(198))).toEqual([]);
    expect(problemsOf(chain(200))).toEqual(TOO_DEEP);
  });

  test('counts with what is nested in the fragments', () => {
    const inner = (next: string) => `${'... { '.repeat(99)} ${next} ${'}'.repeat(99)}`;
    const document = (count: number) =>
      `{ ...F0 } ${times(count, (i) => `fragment F${i} on Query { ${inner(`...F${i + 1}`)} }`)} fragment F${count} on Query { id }`;
    expect(problemsOf(document(1))).toEqual([]);
    expect(problemsOf(document(2))).toEqual(TOO_DEEP);
  });

  test.each([
    ['{ ...A } fragment A on Query { ...A }', /Cannot spread fragment "A" within itself/],
    ['{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', /Cannot spread fragment "A" within itself/],
    ['{ node { ...A } } fragment A on Node { node { ...A } }', /200 levels deep/],
  ])('has an end: %s', (document, expected) => {
    expect(problemsOf(document)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('honest documents are not refused', () => {
  test.each([
    ['2,000 fields', `{ ${times(2000, (i) => `a${i}: node(id: ${i}) { id name }`)} }`],
    [
      'many components, each with its fragment',
      `{ node { ${times(80, (i) => `...F${i}`)} } } ${times(80, (i) => `fragment F${i} on Node { id name node { id name } }`)}`,
    ],
    [
      'one fragment in many places',
      `{ ${times(500, (i) => `a${i}: node { ...F }`)} } fragment F on Node { id name node { id } }`,
    ],
    ['50 operations', `${times(50, (i) => `query q${i} { node { ...F } }`)} fragment F on Node { id name }`],
  ])('%s', (_what, document) => {
    expect(problemsOf(document)).toEqual([]);
  });

  test('nor are the errors of others lost', () => {
    expect(problemsOf('{ nobody }')).toEqual([expect.stringMatching(/^Cannot query field "nobody" on type "Query"/)]);
  });
});
